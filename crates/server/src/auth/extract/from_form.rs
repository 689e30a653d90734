//! Forms with named fields.

use crate::http::form::FormFields;

/// A form that is made of what was sent. It never fails: what is wrong with a value is said by the handler, on the page
/// of the form and beside what else was typed.
pub trait FromForm: Sized {
    /// Takes the fields it knows; others are left.
    fn from_form(fields: &FormFields) -> Self;
}

/// Of a form whose fields are passed on as they came.
impl FromForm for FormFields {
    fn from_form(fields: &FormFields) -> Self {
        fields.clone()
    }
}
