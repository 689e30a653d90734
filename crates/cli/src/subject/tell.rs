//! What is told of subjects: one thing a line.
#![expect(clippy::print_stdout, reason = "results belong on standard output")]

use crate::{Failure, Outcome};
use store::subject_links::SubjectLink;
use tumblelog::Site;
use tumblelog::subject::HistoryRequest;

/// The spellings of a tag's subject, a line each.
pub async fn print_subject(site: &Site, name: &str) -> Outcome {
    let shown = site.show_subject(name).await?;
    if shown.id.is_some() {
        let names: Vec<_> = shown.spellings.iter().map(|spelling| spelling.name.as_str()).collect();
        println!("{} spellings: {}", names.len(), names.join(" · "));
    }
    Ok(())
}

/// All that was said about a tag.
pub async fn print_subject_of(site: &Site, name: &str) -> Outcome {
    let shown = site.show_subject(name).await?;
    let links = [&shown.links, &shown.above, &shown.below, &shown.different];
    if links.iter().all(|links| links.is_empty()) {
        let words = format!("nothing was said about “{}”", shown.name);
        return Err(Failure::Failed(anyhow::anyhow!(words)));
    }
    for spelling in &shown.spellings {
        println!("spelling {} · {} posts", spelling.name, spelling.posts);
    }
    links.into_iter().flatten().for_each(print_link);
    Ok(())
}

fn print_link(link: &SubjectLink) {
    let (a, b, kind) = (&link.a_name, &link.b_name, link.kind.name());
    print!("{kind}: {a} · {b} · {} · {} · entry {}", link.who, link.at.rfc3339(), link.made_by);
    for words in [&link.reason, &link.evidence] {
        if !words.is_empty() {
            print!(" · {words}");
        }
    }
    println!();
}

/// The subjects, page by page to the last.
pub async fn print_list(site: &Site, search: &str) -> Outcome {
    let mut after = None;
    loop {
        let list = site.list_subjects(search, after.as_deref(), 50).await?;
        for subject in &list.subjects {
            let hidden = usize::try_from(subject.spellings).unwrap_or(0).saturating_sub(subject.names.len());
            let more = if hidden > 0 { format!(" and {hidden} more") } else { String::new() };
            println!("{} spellings: {}{more}", subject.spellings, subject.names.join(" · "));
        }
        match list.next {
            Some(next) => after = Some(next),
            None => return Ok(()),
        }
    }
}

/// Entries of the history.
pub async fn print_history(site: &Site, about: Option<String>, before: Option<i64>, limit: usize) -> Outcome {
    let mut request = HistoryRequest { about, before, limit: 0 };
    let mut left = limit;
    while left > 0 {
        request.limit = left.min(50);
        let page = site.subject_history(&request).await?;
        for act in &page.acts {
            print!("{} {} {} · {}: {}", act.id, act.at.rfc3339(), act.who, act.deed.name(), act.about);
            if !act.reason.is_empty() {
                print!(" · {}", act.reason);
            }
            if let Some(by) = act.undone_by {
                print!(" · taken back by {by}");
            }
            println!();
        }
        left -= page.acts.len().min(left);
        request.before = page.next;
        if page.next.is_none() {
            break;
        }
    }
    Ok(())
}
