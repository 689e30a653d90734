//! A blog's posts, whole or with one tag. Bare reblogs stand here: a blog's page shows what the blog did.

use crate::query::expression;
use crate::query::listing;
use crate::query::listing::ParsedRequest;
use crate::query::view::{BlogPage, ListRequest};
use crate::tag::{subject, tag_page};
use crate::{Result, Site};
use index::{Class, Expr, Facet};
use store::{blog_robots, blogs};

impl Site {
    /// A blog's page; `None` where there is no such blog.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`] for a bad tag or cursor; [`crate::Error::Query`] for a bad further query.
    pub async fn blog_page(
        &self,
        blog: &str,
        tag: Option<&str>,
        request: &ListRequest,
    ) -> Result<Option<BlogPage>> {
        let asked = ParsedRequest::parse_request(request, self.clock().now())?;
        let budget = self.read_budget;
        let (name, tag) = (blog.to_ascii_lowercase(), tag.map(str::to_owned));
        self.read_list(asked.is_expensive(), move |snapshot| {
            let Some(blog) = blogs::by_name(snapshot.tx, &name)? else { return Ok(None) };
            let mut subject = vec![Expr::Facet(Facet::Blog(blog.id))];
            if let Some(tag) = &tag {
                subject.push(expression::tag_named(snapshot.tx, tag, asked.only)?);
            }
            let mut whole = asked.compile_whole(snapshot, Expr::And(subject))?;
            whole.scope = vec![Class::Standing, Class::Bare];
            asked.ensure_affordable(budget, snapshot, &whole)?;
            let (list, summary) = listing::read_list(snapshot, &asked, &whole, &[])?;
            let said = blog_robots::read_declaration(snapshot.tx, blog.id)?;
            let canonical_tag = match &tag {
                None => None,
                Some(tag) => {
                    let fold = tag::fold(tag);
                    let rows = subject::rows_of(snapshot.tx, &fold, true)?;
                    Some(tag_page::canonical_name(&rows, &fold))
                }
            };
            Ok(Some(BlogPage { blog, said, tag: tag.clone(), canonical_tag, list, summary }))
        })
        .await
    }
}
