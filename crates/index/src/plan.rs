//! An expression made ready: facet ids instead of facets, and only posts of the query's classes selected.

use crate::expr::MAX_DEPTH;
use crate::{Class, Expr, Facet, FacetId, IndexError, Query, TailRow};
use model::Invalid;

#[derive(Debug, Clone)]
pub(crate) enum Node {
    Full,
    /// The union of the blocks at these indexes of [`Plan::ids`].
    Leaf(Vec<usize>),
    And(Vec<Node>),
    Or(Vec<Node>),
    Not(Box<Node>),
    Time {
        from: i64,
        until: i64,
    },
}

#[derive(Debug, Clone)]
pub(crate) struct Plan {
    /// The facet ids of all leaves, sorted, each once.
    pub ids: Vec<FacetId>,
    /// Bounded: its set holds only posts of the scope.
    pub root: Node,
    /// Whether any range of time is in it.
    pub timed: bool,
}

impl Plan {
    pub fn new(query: &Query) -> Result<Self, IndexError> {
        Self::with(query, &[])
    }

    /// The query's posts that have one of these facets too; all of them where there are none.
    pub fn with(query: &Query, any: &[Facet]) -> Result<Self, IndexError> {
        let mut builder = Builder { scope: &query.scope, ids: Vec::new() };
        builder.collect(&query.expr, 0)?;
        // Ids must be complete and sorted before nodes are built: leaves hold indexes into them.
        builder.extend(&Facet::All);
        any.iter().for_each(|facet| builder.extend(facet));
        builder.ids.sort_unstable();
        builder.ids.dedup();
        let mut root = builder.node(&query.expr);
        if !any.is_empty() {
            root = Node::And(vec![root, builder.leaf(any)]);
        }
        if !is_bounded(&root) {
            root = Node::And(vec![builder.leaf(&[Facet::All]), root]);
        }
        let mut plan = Self { ids: builder.ids, timed: is_timed(&root), root };
        plan.drop_unused();
        Ok(plan)
    }

    /// Whether a post of the tail is selected.
    pub fn matches(&self, row: &TailRow) -> bool {
        self.holds(&self.root, row)
    }

    fn holds(&self, node: &Node, row: &TailRow) -> bool {
        match node {
            Node::Full => true,
            // Both are sorted; a dashboard's leaf has thousands of blogs and a post some fifty facets.
            Node::Leaf(leaf) if leaf.len() > row.facets.len() => {
                row.facets.iter().any(|id| leaf.binary_search_by(|&at| self.ids[at].cmp(id)).is_ok())
            }
            Node::Leaf(leaf) => leaf.iter().any(|&at| row.facets.binary_search(&self.ids[at]).is_ok()),
            Node::And(parts) => parts.iter().all(|part| self.holds(part, row)),
            Node::Or(parts) => parts.iter().any(|part| self.holds(part, row)),
            Node::Not(part) => !self.holds(part, row),
            Node::Time { from, until } => (*from..*until).contains(&row.key.time),
        }
    }

    /// `All` was taken up in case the root needed it.
    fn drop_unused(&mut self) {
        let mut used = vec![false; self.ids.len()];
        each_leaf(&mut self.root, &mut |at| used[*at] = true);
        let mut fresh = vec![0; used.len()];
        for (new, (old, _)) in used.iter().enumerate().filter(|(_, used)| **used).enumerate() {
            fresh[old] = new;
        }
        each_leaf(&mut self.root, &mut |at| *at = fresh[*at]);
        let mut keep = used.into_iter();
        self.ids.retain(|_| keep.next().unwrap_or(false));
    }
}

struct Builder<'a> {
    scope: &'a [Class],
    ids: Vec<FacetId>,
}

impl Builder<'_> {
    fn extend(&mut self, facet: &Facet) {
        self.ids.extend(self.scope.iter().map(|&class| facet.id(class)));
    }

    fn collect(&mut self, expr: &Expr, depth: usize) -> Result<(), IndexError> {
        // Checked in the first pass: all later recursion, over nodes as well, then fits the stack.
        if depth > MAX_DEPTH {
            return Err(Invalid::new(format!("a query nests deeper than {MAX_DEPTH} levels")).into());
        }
        match expr {
            Expr::Facet(facet) => self.extend(facet),
            Expr::And(parts) | Expr::Or(parts) => {
                parts.iter().try_for_each(|part| self.collect(part, depth + 1))?;
            }
            Expr::Not(part) => self.collect(part, depth + 1)?,
            Expr::All | Expr::None | Expr::Time { .. } => {}
        }
        Ok(())
    }

    fn leaf(&self, facets: &[Facet]) -> Node {
        let ids = facets.iter().flat_map(|facet| self.scope.iter().map(|&class| facet.id(class)));
        let mut leaf: Vec<usize> = ids.filter_map(|id| self.ids.binary_search(&id).ok()).collect();
        leaf.sort_unstable();
        leaf.dedup();
        Node::Leaf(leaf)
    }

    fn node(&self, expr: &Expr) -> Node {
        match expr {
            Expr::All | Expr::Facet(Facet::All) => Node::Full,
            // An empty OR selects nothing and needs no case of its own anywhere else.
            Expr::None => Node::Or(Vec::new()),
            Expr::Facet(facet) => self.leaf(&[*facet]),
            Expr::And(parts) => Node::And(parts.iter().map(|part| self.node(part)).collect()),
            Expr::Or(parts) => self.union(parts),
            Expr::Not(part) => Node::Not(Box::new(self.node(part))),
            Expr::Time { from, until } => Node::Time { from: *from, until: *until },
        }
    }

    /// Plain facets of an OR, such as the spellings of a subject, become one leaf.
    fn union(&self, parts: &[Expr]) -> Node {
        let (mut facets, mut nodes) = (Vec::new(), Vec::new());
        for part in parts {
            match part {
                // `All` must stay a full node: as a leaf it would read a block in each bucket.
                Expr::Facet(facet) if *facet != Facet::All => facets.push(*facet),
                other => nodes.push(self.node(other)),
            }
        }
        match (facets.is_empty(), nodes.is_empty()) {
            (false, true) => self.leaf(&facets),
            (true, _) => Node::Or(nodes),
            (false, false) => {
                nodes.push(self.leaf(&facets));
                Node::Or(nodes)
            }
        }
    }
}

fn is_bounded(node: &Node) -> bool {
    match node {
        Node::Leaf(_) => true,
        Node::Full | Node::Time { .. } | Node::Not(_) => false,
        Node::And(parts) => parts.iter().any(is_bounded),
        Node::Or(parts) => parts.iter().all(is_bounded),
    }
}

fn is_timed(node: &Node) -> bool {
    match node {
        Node::Full | Node::Leaf(_) => false,
        Node::Time { .. } => true,
        Node::And(parts) | Node::Or(parts) => parts.iter().any(is_timed),
        Node::Not(part) => is_timed(part),
    }
}

fn each_leaf(node: &mut Node, each: &mut impl FnMut(&mut usize)) {
    match node {
        Node::Leaf(leaf) => leaf.iter_mut().for_each(each),
        Node::And(parts) | Node::Or(parts) => parts.iter_mut().for_each(|part| each_leaf(part, each)),
        Node::Not(part) => each_leaf(part, each),
        Node::Full | Node::Time { .. } => {}
    }
}
