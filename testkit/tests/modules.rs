//! Within a crate the modules are layered too: a module that another one stands on does not import that other one.

#![allow(clippy::unwrap_used, reason = "a test: a file that cannot be read ends it")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Crates whose modules have no circle of imports. Others may follow; none of these may get one.
const LAYERED: [&str; 6] = ["model", "feed", "tag", "index", "store", "tumblelog"];

/// A module by its path within the crate, such as `["post", "write"]`; the crate's root is empty.
type Module = Vec<String>;

/// The imports of one module: paths from the crate's root, and whether they are re-exported.
type Imports = Vec<(Vec<String>, bool)>;

fn read_modules(root: &Path, at: &Path, found: &mut BTreeMap<Module, String>) {
    for entry in std::fs::read_dir(at).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read_modules(root, &path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let name = path.strip_prefix(root).unwrap().with_extension("");
            let mut module: Module = name.iter().map(|part| part.to_str().unwrap().to_owned()).collect();
            if module.last().is_some_and(|last| last == "mod" || last == "lib") {
                module.pop();
            }
            if !module.iter().any(|part| part == "tests") {
                found.insert(module, std::fs::read_to_string(&path).unwrap());
            }
        }
    }
}

/// A source without comments and without the tests at its end.
fn strip_source(text: &str) -> String {
    let code = text.split("#[cfg(test)]\nmod").next().unwrap_or_default();
    code.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

/// The single paths of a tree such as `crate::{a, b::{self, C}}`.
fn expand_tree(tree: &str) -> Vec<String> {
    let Some((before, rest)) = tree.split_once('{') else {
        return vec![tree.split(" as ").next().unwrap_or_default().split_whitespace().collect()];
    };
    let inner = rest.rsplit_once('}').map_or(rest, |(inner, _)| inner);
    let (mut depth, mut parts) = (0, vec![String::new()]);
    for c in inner.chars() {
        depth += i32::from(c == '{') - i32::from(c == '}');
        match c {
            ',' if depth == 0 => parts.push(String::new()),
            c => parts.last_mut().unwrap().push(c),
        }
    }
    let parts = parts.iter().filter(|part| !part.trim().is_empty());
    parts.flat_map(|part| expand_tree(&format!("{}{}", before.trim(), part.trim()))).collect()
}

/// A path as the module writes it, from the crate's root; `None` for one into another crate.
fn absolute_path(path: &str, module: &Module, modules: &BTreeMap<Module, String>) -> Option<Vec<String>> {
    let mut parts: Vec<String> = path.split("::").map(str::to_owned).collect();
    let mut base = match parts.first()?.as_str() {
        "crate" => Vec::new(),
        "super" => module.clone(),
        "self" => return Some([module.as_slice(), &parts[1..]].concat()),
        first => {
            let child = [module.as_slice(), &[first.to_owned()]].concat();
            return modules.contains_key(&child).then(|| [module.as_slice(), &parts].concat());
        }
    };
    while parts.first().is_some_and(|part| part == "super") {
        base.pop();
        parts.remove(0);
    }
    let from_root = parts.first().is_some_and(|part| part == "crate");
    base.extend(parts.into_iter().skip(usize::from(from_root)));
    Some(base)
}

fn list_imports(module: &Module, text: &str, modules: &BTreeMap<Module, String>) -> Imports {
    let text = strip_source(text);
    let mut found = Vec::new();
    let mut rest = String::new();
    for statement in text.split_inclusive(';') {
        // `use` is the last statement of its piece: attributes and items before it stay in the rest.
        let Some(at) = statement.rfind("use ").filter(|_| statement.trim_end().ends_with(';')) else {
            rest.push_str(statement);
            continue;
        };
        let line = statement[..at].rsplit('\n').next().unwrap_or_default();
        rest.push_str(&statement[..at]);
        let is_public = line.trim_start().starts_with("pub");
        let tree = statement[at + 4..].trim_end_matches(';');
        let paths = expand_tree(tree).into_iter();
        found.extend(paths.filter_map(|path| Some((absolute_path(&path, module, modules)?, is_public))));
    }
    for root in ["crate::", "super::"] {
        for (at, _) in rest.match_indices(root) {
            let end = rest[at..].find(|c: char| !c.is_alphanumeric() && c != '_' && c != ':');
            let path = rest[at..].split_at(end.unwrap_or(rest.len() - at)).0.trim_end_matches(':');
            found.extend(absolute_path(path, module, modules).map(|path| (path, false)));
        }
    }
    found
}

/// The module that a path leads to, through re-exports.
fn resolve_path(mut path: Vec<String>, modules: &BTreeMap<Module, Imports>) -> Module {
    for _ in 0..5 {
        let module = (0..=path.len()).rev().map(|n| path[..n].to_vec()).find(|m| modules.contains_key(m));
        let module = module.unwrap_or_default();
        let Some(name) = path.get(module.len()) else { return module };
        let exported =
            modules[&module].iter().find(|(import, public)| *public && import.last() == Some(name));
        match exported {
            Some((import, _)) if *import != path => {
                path = [import.as_slice(), &path[module.len() + 1..]].concat();
            }
            _ => return module,
        }
    }
    path
}

/// The modules of a crate with those that each imports. Names that a module passes on for its own parts do not count.
fn read_edges(name: &str) -> BTreeMap<Module, BTreeSet<Module>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates").join(name).join("src");
    let mut sources = BTreeMap::new();
    read_modules(&root, &root, &mut sources);
    let imports: BTreeMap<Module, Imports> =
        sources.iter().map(|(module, text)| (module.clone(), list_imports(module, text, &sources))).collect();
    let edges = |module: &Module, of: &Imports| -> BTreeSet<Module> {
        let targets = of.iter().map(|(path, public)| (resolve_path(path.clone(), &imports), *public));
        let counts = targets.filter(|(to, public)| to != module && !(*public && to.starts_with(module)));
        // The root only gathers; a name it exports was resolved to its own module above.
        counts.map(|(to, _)| to).filter(|to| !to.is_empty()).collect()
    };
    imports.iter().map(|(module, of)| (module.clone(), edges(module, of))).collect()
}

/// Modules that lie on a circle: what is left when those that import nothing left are taken away, from both ends.
fn find_circles(mut edges: BTreeMap<Module, BTreeSet<Module>>) -> Vec<String> {
    loop {
        let left: BTreeSet<Module> = edges.keys().cloned().collect();
        let used: BTreeSet<Module> = edges.values().flatten().cloned().collect();
        edges.retain(|module, imports| {
            imports.retain(|to| left.contains(to));
            !imports.is_empty() && used.contains(module)
        });
        if edges.len() == left.len() {
            break;
        }
    }
    edges
        .iter()
        .flat_map(|(from, to)| to.iter().map(|to| format!("{} -> {}", from.join("::"), to.join("::"))))
        .collect()
}

#[test]
fn modules_import_in_one_direction() {
    for name in LAYERED {
        assert_eq!(find_circles(read_edges(name)), Vec::<String>::new(), "a circle of imports in {name}");
    }
}

#[test]
fn what_publishing_and_editing_share_imports_neither() {
    let edges = read_edges("tumblelog");
    let module = |name: &str| vec!["post".to_owned(), name.to_owned()];
    for shared in ["new_post", "prepare", "write"] {
        for user in ["publish", "change", "withhold", "unpublished", "post_page"] {
            assert!(!edges[&module(shared)].contains(&module(user)), "{shared} imports {user}");
        }
    }
    // The test sees imports at all.
    assert!(edges[&module("publish")].contains(&module("write")));
    assert!(edges[&module("change")].contains(&module("prepare")));
}
