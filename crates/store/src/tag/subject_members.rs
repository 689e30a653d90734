//! Which folds are spellings of one subject. Made from the live links ([`crate::tag::subject_links`]) whenever these
//! change, so that a page asks with one key.

use crate::tag::tags::TagRow;
use crate::{Result, Row, Tx, Value};
use model::TagId;

/// A spelling of a subject.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SubjectMember {
    /// The key under which spellings meet.
    pub fold: String,
    /// Its subject.
    pub subject: i64,
    /// As it was written when it was joined.
    pub name: String,
}

/// A subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubjectRow {
    /// Identity; the application makes it.
    pub id: i64,
    /// The first of its folds, by the order of their bytes.
    pub head: String,
    /// How many spellings it has.
    pub n: i64,
}

fn read_member_row(row: &Row<'_>) -> Result<SubjectMember> {
    Ok(SubjectMember { fold: row.text(0)?, subject: row.int(1)?, name: row.text(2)? })
}

fn read_subject_row(row: &Row<'_>) -> Result<SubjectRow> {
    Ok(SubjectRow { id: row.int(0)?, head: row.text(1)?, n: row.int(2)? })
}

/// The tags that posts carry of the subject of a fold; the tag of the fold alone where it is of none. One read by keys.
pub fn tags_of(tx: &mut Tx<'_>, fold: &str) -> Result<Vec<TagRow>> {
    tx.query(
        // UNION removes the tag of the fold itself, which the second half gives again.
        "SELECT id, fold, name FROM tag WHERE fold = $1 \
         UNION SELECT t.id, t.fold, t.name FROM subject_member m \
         JOIN subject_member o ON o.subject_id = m.subject_id JOIN tag t ON t.fold = o.fold \
         WHERE m.fold = $1",
        &[fold.into()],
        |row| Ok(TagRow { id: TagId(row.int(0)?), fold: row.text(1)?, name: row.text(2)? }),
    )
}

/// Those of these folds that are spellings of a subject, in no order.
pub fn of_folds(tx: &mut Tx<'_>, folds: &[String]) -> Result<Vec<SubjectMember>> {
    tx.query(
        "SELECT fold, subject_id, name FROM subject_member WHERE fold = ANY($1)",
        &[Value::Texts(folds)],
        read_member_row,
    )
}

/// All spellings of subjects, in no order.
pub fn of_subjects(tx: &mut Tx<'_>, ids: &[i64]) -> Result<Vec<SubjectMember>> {
    tx.query(
        "SELECT fold, subject_id, name FROM subject_member WHERE subject_id = ANY($1)",
        &[Value::Ints(ids)],
        read_member_row,
    )
}

/// All spellings of the subject of a fold, in no order; none where it is of no subject.
pub fn with_names(tx: &mut Tx<'_>, fold: &str) -> Result<Vec<SubjectMember>> {
    tx.query(
        "SELECT o.fold, o.subject_id, o.name FROM subject_member m \
         JOIN subject_member o ON o.subject_id = m.subject_id WHERE m.fold = $1",
        &[fold.into()],
        read_member_row,
    )
}

/// For each of these folds that is of a subject, every fold of that subject: pairs, in no order.
pub fn list_siblings(tx: &mut Tx<'_>, folds: &[String]) -> Result<Vec<(String, String)>> {
    tx.query(
        "SELECT m.fold, o.fold FROM subject_member m JOIN subject_member o ON o.subject_id = m.subject_id \
         WHERE m.fold = ANY($1)",
        &[Value::Texts(folds)],
        |row| Ok((row.text(0)?, row.text(1)?)),
    )
}

/// Spellings whose fold begins with `prefix`, in the order of their folds from `from` on.
pub fn with_prefix(tx: &mut Tx<'_>, prefix: &str, from: &str, limit: i64) -> Result<Vec<SubjectMember>> {
    // A range and not LIKE: it uses the key, and `%` or `_` in a tag mean nothing special.
    let end = format!("{prefix}\u{10ffff}");
    tx.query(
        "SELECT fold, subject_id, name FROM subject_member WHERE fold >= $1 AND fold < $2 \
         ORDER BY fold LIMIT $3",
        &[from.into(), end.as_str().into(), limit.into()],
        read_member_row,
    )
}

/// Spellings after a fold, in the order of folds.
pub fn list_members_after(tx: &mut Tx<'_>, fold: &str, limit: i64) -> Result<Vec<SubjectMember>> {
    tx.query(
        "SELECT fold, subject_id, name FROM subject_member WHERE fold > $1 ORDER BY fold LIMIT $2",
        &[fold.into(), limit.into()],
        read_member_row,
    )
}

/// Keeps spellings, or moves them to other subjects.
pub fn put_members(tx: &mut Tx<'_>, members: &[SubjectMember]) -> Result<()> {
    let rows: Vec<_> = members
        .iter()
        .map(|member| vec![Value::Text(&member.fold), Value::Int(member.subject), Value::Text(&member.name)])
        .collect();
    tx.execute_many(
        // The fold is the key, so a spelling that moves leaves its old subject by itself.
        "INSERT INTO subject_member (fold, subject_id, name) VALUES ($1, $2, $3) \
         ON CONFLICT (fold) DO UPDATE SET subject_id = excluded.subject_id, name = excluded.name",
        &rows,
    )
}

/// Forgets spellings that are of no subject any more.
pub fn remove_members(tx: &mut Tx<'_>, folds: &[String]) -> Result<()> {
    if !folds.is_empty() {
        tx.execute("DELETE FROM subject_member WHERE fold = ANY($1)", &[Value::Texts(folds)])?;
    }
    Ok(())
}

/// Keeps subjects.
pub fn put_subjects(tx: &mut Tx<'_>, subjects: &[SubjectRow]) -> Result<()> {
    let rows: Vec<_> =
        subjects.iter().map(|s| vec![Value::Int(s.id), Value::Text(&s.head), Value::Int(s.n)]).collect();
    tx.execute_many(
        "INSERT INTO subject (id, head, n) VALUES ($1, $2, $3) \
         ON CONFLICT (id) DO UPDATE SET head = excluded.head, n = excluded.n",
        &rows,
    )
}

/// Forgets subjects.
pub fn remove_subjects(tx: &mut Tx<'_>, ids: &[i64]) -> Result<()> {
    if !ids.is_empty() {
        tx.execute("DELETE FROM subject WHERE id = ANY($1)", &[Value::Ints(ids)])?;
    }
    Ok(())
}

/// Subjects in the order of their first folds, after the one of this fold and id.
pub fn list_subjects_page(tx: &mut Tx<'_>, after: (&str, i64), limit: i64) -> Result<Vec<SubjectRow>> {
    tx.query(
        "SELECT id, head, n FROM subject WHERE (head, id) > ($1, $2) ORDER BY head, id LIMIT $3",
        &[after.0.into(), after.1.into(), limit.into()],
        read_subject_row,
    )
}

/// Subjects by id, in no order.
pub fn by_ids(tx: &mut Tx<'_>, ids: &[i64]) -> Result<Vec<SubjectRow>> {
    tx.query("SELECT id, head, n FROM subject WHERE id = ANY($1)", &[Value::Ints(ids)], read_subject_row)
}
