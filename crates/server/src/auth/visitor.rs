//! Who asks, by what the request carries: an OAuth 1 signature, an OAuth 2 bearer token, an API key, or the session of
//! a signed-in browser.

use crate::auth::oauth1::Header;
use crate::auth::security_log;
use crate::auth::security_log::{Event, EventOrigin};
use crate::auth::{oauth1, session};
use crate::operation::request_context::{ActorKind, RequestContext};
use crate::state::App;
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use model::{Account, BlogId, Client, Scopes};
use url::form_urlencoded;

/// Who a request comes from.
#[derive(Debug, Clone)]
pub enum Visitor {
    /// Nobody we know.
    Nobody,
    /// A program in nobody's name.
    Key(Client),
    /// A person who signed in, or a program in a person's name.
    Account {
        /// The program, where there is one.
        client: Option<Client>,
        /// The person.
        account: Account,
        /// What may be done.
        scopes: Scopes,
    },
}

impl Visitor {
    /// The person, where there is one.
    pub fn account(&self) -> Option<&Account> {
        match self {
            Self::Account { account, .. } => Some(account),
            Self::Nobody | Self::Key(_) => None,
        }
    }

    /// Whether the blog is the person's own.
    pub fn owns_blog(&self, blog: BlogId) -> bool {
        self.account().is_some_and(|account| account.owns(blog))
    }

    /// The program, where there is one.
    pub fn client(&self) -> Option<&Client> {
        match self {
            Self::Key(client) => Some(client),
            Self::Account { client, .. } => client.as_ref(),
            Self::Nobody => None,
        }
    }

    /// Whether this may be done in the person's name: `Scopes::BASIC` to read, `write` to change.
    ///
    /// # Errors
    /// [`Refused::Nobody`] without a person, [`Refused::Scope`] when the person has not consented to that.
    pub fn require_scopes(&self, needed: Scopes) -> Result<&Account, Refused> {
        match self {
            Self::Account { account, scopes, .. } if scopes.include(needed) => Ok(account),
            Self::Account { .. } => Err(Refused::Scope(needed)),
            Self::Nobody | Self::Key(_) => Err(Refused::Nobody),
        }
    }
}

/// Credentials that are not accepted.
#[derive(Debug)]
pub enum Refused {
    /// The signature is another. The caller may try again with the text parts of a multipart body as `form`: some
    /// clients sign these.
    Signature,
    /// The `Authorization` header cannot be read; the words say why.
    Header(String),
    /// There is no client of this key.
    Key,
    /// The token is unknown, revoked, or another client's.
    Token,
    /// The token has expired.
    Expired,
    /// The time stamp is too far from the site's time, which is given in seconds.
    Time(i64),
    /// The request came before.
    Replayed,
    /// Nobody has signed in, and somebody must have.
    Nobody,
    /// The person has not consented to this.
    Scope(Scopes),
    /// We failed.
    Failed(tumblelog::Error),
}

impl Refused {
    /// 401; 403 for a scope that is missing; 503 or 500 where we failed.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Scope(_) => StatusCode::FORBIDDEN,
            Self::Failed(tumblelog::Error::Busy | tumblelog::Error::Unavailable) => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            Self::Failed(_) => StatusCode::INTERNAL_SERVER_ERROR,
            _ => StatusCode::UNAUTHORIZED,
        }
    }

    /// What was wrong, for the author of the client; names no secret.
    pub fn error_detail(&self) -> String {
        match self {
            Self::Signature => "the OAuth signature does not match: check the secrets, and that the method, \
                the address with its host and port, and all parameters are signed as they are sent"
                .to_owned(),
            Self::Header(why) => why.clone(),
            Self::Key => "there is no client of this consumer key or api_key".to_owned(),
            Self::Token => "the token is unknown or was revoked, or belongs to another client".to_owned(),
            Self::Expired => "the access token has expired; use the refresh token".to_owned(),
            Self::Time(now) => format!(
                "oauth_timestamp is more than {} minutes off; here it is {now}",
                oauth1::WINDOW / 60_000
            ),
            Self::Replayed => {
                "this request was made before; use a new oauth_nonce for each request".to_owned()
            }
            Self::Nobody => "this must be asked in a person's name: sign it with a token".to_owned(),
            Self::Scope(needed) => format!("the token has not the scope “{needed}”"),
            Self::Failed(_) => "something broke on our side".to_owned(),
        }
    }

    /// The security event that it is, where it is one: to come without credentials or with such as have expired is not.
    pub(crate) fn event(&self) -> Option<(Event, &'static str)> {
        match self {
            Self::Signature => Some((Event::BadSignature, "the signature is another")),
            Self::Key => Some((Event::BadCredentials, "there is no client of this key")),
            Self::Token => Some((Event::BadCredentials, "the token is unknown, revoked or another client's")),
            Self::Time(_) => Some((Event::Replay, "the time stamp is too far off")),
            Self::Replayed => Some((Event::Replay, "the request came before")),
            Self::Header(_) | Self::Expired | Self::Nobody | Self::Scope(_) | Self::Failed(_) => None,
        }
    }

    /// Writes the security event that it is.
    pub(crate) fn report(&self, app: &App, origin: &EventOrigin) {
        if let Some((event, reason)) = self.event() {
            security_log::report(app, event, origin, reason);
        }
    }

    /// `WWW-Authenticate`, which a 401 must have.
    pub fn challenge_header(&self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Expired => "Bearer error=\"invalid_token\"",
            Self::Scope(_) => "Bearer error=\"insufficient_scope\"",
            _ => "OAuth realm=\"tagstead\", Bearer realm=\"tagstead\"",
        })
    }
}

/// Finds out who asks. `form` are the parameters of a form-encoded body, and empty for any other. A [`Visitor`] among
/// the request's extensions, which only this process can put there, is believed.
///
/// # Errors
/// [`Refused`] for credentials that do not hold; no credentials at all are [`Visitor::Nobody`].
pub async fn identify_visitor(
    app: &App,
    parts: &Parts,
    form: &[(String, String)],
) -> Result<Visitor, Refused> {
    let visitor = match parts.extensions.get::<Visitor>() {
        Some(known) => known.clone(),
        None => check_credentials(app, parts, form).await?,
    };
    RequestContext::note_actor(&parts.extensions, ActorKind::of_visitor(&visitor));
    Ok(visitor)
}

async fn check_credentials(app: &App, parts: &Parts, form: &[(String, String)]) -> Result<Visitor, Refused> {
    let authorization = parts.headers.get(header::AUTHORIZATION);
    let text = match authorization.map(HeaderValue::to_str) {
        None => "",
        Some(Ok(text)) => text.trim(),
        Some(Err(_)) => return Err(Refused::Header("the Authorization header is not ASCII".into())),
    };
    let (scheme, rest) = text.split_once(' ').unwrap_or((text, ""));
    match scheme.to_ascii_lowercase().as_str() {
        "bearer" => check_bearer(app, rest.trim()).await,
        "oauth" => check_signature(app, parts, &Header::parse_header(rest)?, form).await,
        // Basic may be meant for a proxy in front of the site.
        "" | "basic" => match api_key(parts, form) {
            Some(key) => by_key(app, &key).await,
            None => by_session(app, parts, form).await,
        },
        _ => {
            Err(Refused::Header("the Authorization header is of another scheme; use OAuth or Bearer".into()))
        }
    }
}

async fn check_bearer(app: &App, text: &str) -> Result<Visitor, Refused> {
    let found = app.site().find_bearer(text).await.map_err(Refused::Failed)?;
    let found = found.ok_or(Refused::Token)?;
    // Expired and unknown are told apart, because a client reacts to expiry with its refresh token.
    if found.token.expires.is_some_and(|at| at <= app.now()) {
        return Err(Refused::Expired);
    }
    Ok(match found.account {
        Some(account) => Visitor::Account { client: Some(found.client), account, scopes: found.token.scopes },
        None if found.token.account.is_none() => Visitor::Key(found.client),
        // The token names an account that no longer exists: it must not fall back to a bare key.
        None => return Err(Refused::Token),
    })
}

async fn check_signature(
    app: &App,
    parts: &Parts,
    header: &Header,
    form: &[(String, String)],
) -> Result<Visitor, Refused> {
    // pytumblr with a consumer key alone signs with an empty secret and gives the key as api_key too.
    if header.token.is_none()
        && let Some(key) = api_key(parts, form)
    {
        return by_key(app, &key).await;
    }
    // The cheap check comes before the database is asked.
    oauth1::timely(header, app.now())?;
    let signer = app.site().find_signer(&header.consumer_key, header.token.as_deref()).await;
    let signer = signer.map_err(Refused::Failed)?.ok_or(Refused::Key)?;
    let token_secret = match (&header.token, &signer.token) {
        (None, _) => "",
        (Some(_), Some(token)) => &token.secret,
        (Some(_), None) => return Err(Refused::Token),
    };
    if !oauth1::signed(app, parts, header, form, (&signer.secret, token_secret)) {
        return Err(Refused::Signature);
    }
    // The nonce is spent last: a forged request must not use up the nonce of the real one.
    oauth1::require_new_nonce(app, header, !parts.method.is_safe()).await?;
    Ok(match signer.token {
        Some(token) => Visitor::Account {
            client: Some(signer.client),
            account: token.account,
            scopes: token.token.scopes,
        },
        None => Visitor::Key(signer.client),
    })
}

/// `api_key` of the query or the body.
fn api_key(parts: &Parts, form: &[(String, String)]) -> Option<String> {
    let query = form_urlencoded::parse(parts.uri.query().unwrap_or("").as_bytes());
    let mut all =
        query.map(|(name, value)| (name.into_owned(), value.into_owned())).chain(form.iter().cloned());
    all.find(|(name, value)| name == "api_key" && !value.is_empty()).map(|(_, value)| value)
}

async fn by_key(app: &App, key: &str) -> Result<Visitor, Refused> {
    let client = app.site().client_of_key(key).await.map_err(Refused::Failed)?;
    client.map(Visitor::Key).ok_or(Refused::Key)
}

/// A browser's session counts for what our own pages ask, and to change something only with the token of a form.
async fn by_session(app: &App, parts: &Parts, form: &[(String, String)]) -> Result<Visitor, Refused> {
    // A session that may not be used here is no error: the page is then read as by a stranger.
    let Some(secret) = session::secret_for_api(app, parts, form) else { return Ok(Visitor::Nobody) };
    let found = app.site().find_session(&secret).await.map_err(Refused::Failed)?;
    Ok(found.map_or(Visitor::Nobody, |session| Visitor::Account {
        client: None,
        account: session.account,
        // The person's own browser needs no consent to act for the person.
        scopes: Scopes::ALL,
    }))
}
