//! What every answer needs: connections, TLS, limits, bodies, errors, caching, files.

pub(crate) mod age;
pub(crate) mod asset;
pub(crate) mod error;
pub(crate) mod etag;
pub(crate) mod form;
pub(crate) mod host;
pub(crate) mod layer;
pub(crate) mod limits;
pub(crate) mod media;
pub(crate) mod metrics;
pub mod multipart;
pub(crate) mod params;
pub(crate) mod path;
pub(crate) mod peer;
pub(crate) mod protection;
pub(crate) mod redirect;
pub(crate) mod request_origin;
pub(crate) mod serve;
pub(crate) mod text;
pub mod tls;
pub(crate) mod xml;
