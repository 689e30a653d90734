//! What becomes known of a request on its way: its id, its route, and what kind of visitor sent it.

use crate::auth::visitor::Visitor;
use crate::operation::request_id::ForwardedId;
use crate::state::App;
use axum::extract::{MatchedPath, Request};
use axum::http::{Extensions, StatusCode};
use model::Account;
use std::sync::atomic::{AtomicU8, Ordering::Relaxed};
use std::sync::{Arc, OnceLock};

/// The kinds of visitors, as the log names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActorKind {
    /// Nobody we know, or nobody whose credentials the request needed.
    Guest,
    /// A person with a session.
    Account,
    /// A person with a session who moderates the site.
    Moderator,
    /// A program in nobody's name.
    ApiKey,
    /// A program in a person's name.
    OauthToken,
}

impl ActorKind {
    const ALL: [Self; 5] = [Self::Guest, Self::Account, Self::Moderator, Self::ApiKey, Self::OauthToken];

    /// Of a person with a session.
    pub fn of_account(account: &Account) -> Self {
        if account.moderator { Self::Moderator } else { Self::Account }
    }

    /// Of a visitor of the API.
    pub fn of_visitor(visitor: &Visitor) -> Self {
        match visitor {
            Visitor::Nobody => Self::Guest,
            Visitor::Key(_) => Self::ApiKey,
            Visitor::Account { client: Some(_), .. } => Self::OauthToken,
            Visitor::Account { client: None, account, .. } => Self::of_account(account),
        }
    }

    /// Its name in the log.
    pub fn name(self) -> &'static str {
        match self {
            Self::Guest => "guest",
            Self::Account => "account",
            Self::Moderator => "moderator",
            Self::ApiKey => "api_key",
            Self::OauthToken => "oauth_token",
        }
    }
}

/// What is known of a request, shared by cloning: it is among the extensions of the request.
#[derive(Debug, Clone)]
pub struct RequestContext(Arc<Known>);

#[derive(Debug)]
struct Known {
    id: String,
    /// As the router has it.
    matched: Option<MatchedPath>,
    /// Of an endpoint of the API, whose routes the router does not know.
    endpoint: OnceLock<String>,
    actor: AtomicU8,
}

impl RequestContext {
    /// Of a request that begins.
    pub fn begin(app: &App, request: &Request) -> Self {
        let extensions = request.extensions();
        let forwarded = extensions.get::<ForwardedId>().map(|id| id.0.clone());
        Self(Arc::new(Known {
            id: forwarded.unwrap_or_else(|| app.watched().ids.make_id()),
            matched: extensions.get::<MatchedPath>().cloned(),
            endpoint: OnceLock::new(),
            actor: AtomicU8::new(0),
        }))
    }

    /// Its id.
    pub fn id(&self) -> &str {
        &self.0.id
    }

    /// The template of its route, `/tagged/{tag}`; never the address, which may hold a token or a name.
    pub fn route(&self) -> &str {
        let matched = self.0.matched.as_ref().map_or("unmatched", MatchedPath::as_str);
        self.0.endpoint.get().map_or(matched, String::as_str)
    }

    /// What kind of visitor sent it.
    pub fn actor(&self) -> ActorKind {
        let at = usize::from(self.0.actor.load(Relaxed));
        ActorKind::ALL.get(at).copied().unwrap_or(ActorKind::Guest)
    }

    /// Notes who sent a request, where the request is watched.
    pub fn note_actor(extensions: &Extensions, kind: ActorKind) {
        if let Some(context) = extensions.get::<Self>() {
            context.0.actor.store(kind as u8, Relaxed);
        }
    }

    /// Notes the endpoint of the API that a request is for, as its table has it: without `/v2`.
    pub fn note_endpoint(extensions: &Extensions, path: &str) {
        if let Some(context) = extensions.get::<Self>() {
            context.0.endpoint.get_or_init(|| format!("/v2{path}"));
        }
    }

    /// The id to show with an answer: of those that failed on our side, so that it can be looked up.
    pub fn shown_id(context: Option<&Self>, status: StatusCode) -> Option<String> {
        context.filter(|_| status.is_server_error()).map(|context| context.id().to_owned())
    }
}
