//! Names and values of an address.

use crate::http::form::FormFields;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use std::convert::Infallible;

/// What stands behind the `?`, where it is read leniently: what is unknown or cannot be read is left.
pub struct QueryFields(pub FormFields);

impl<S: Sync> FromRequestParts<S> for QueryFields {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(FormFields::parse(parts.uri.query().unwrap_or("").as_bytes())))
    }
}
