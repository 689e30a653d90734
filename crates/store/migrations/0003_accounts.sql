-- Accounts, sessions, API clients and what they were permitted. What is only compared (sessions, tokens, codes) is
-- kept as SHA-256 of its text; OAuth 1 secrets are kept as they are, because checking an HMAC needs the key itself.

CREATE TABLE account (
  id /*sqlite: INTEGER*/ /*pg: BIGINT*/ PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  -- PHC string of argon2id; without one nobody can sign in.
  password TEXT,
  created_ms BIGINT NOT NULL
);

-- A blog has one owner; place 0 is the account's primary blog.
CREATE TABLE account_blog (
  blog_id /*sqlite: INTEGER*/ /*pg: BIGINT*/ PRIMARY KEY REFERENCES blog (id),
  account_id BIGINT NOT NULL REFERENCES account (id),
  place BIGINT NOT NULL
);
CREATE UNIQUE INDEX account_blog_place ON account_blog (account_id, place);

CREATE TABLE session (
  hash BYTEA PRIMARY KEY,
  id BIGINT NOT NULL UNIQUE,
  account_id BIGINT NOT NULL REFERENCES account (id),
  agent TEXT NOT NULL,
  created_ms BIGINT NOT NULL,
  expires_ms BIGINT NOT NULL
);
CREATE INDEX session_account ON session (account_id);
CREATE INDEX session_expires ON session (expires_ms);

-- Attempts to sign in that did not succeed, by account name and by network address.
CREATE TABLE sign_in (
  subject TEXT PRIMARY KEY,
  failures BIGINT NOT NULL,
  last_ms BIGINT NOT NULL,
  -- No further attempt before this.
  until_ms BIGINT NOT NULL
);
CREATE INDEX sign_in_last ON sign_in (last_ms);

CREATE TABLE client (
  id /*sqlite: INTEGER*/ /*pg: BIGINT*/ PRIMARY KEY,
  account_id BIGINT NOT NULL REFERENCES account (id),
  name TEXT NOT NULL,
  key TEXT NOT NULL UNIQUE,
  secret TEXT NOT NULL,
  -- One address a line.
  redirects TEXT NOT NULL,
  created_ms BIGINT NOT NULL
);
CREATE INDEX client_account ON client (account_id);

-- OAuth 1 tokens, OAuth 2 access and refresh tokens. A family is all that came from one consent.
CREATE TABLE token (
  hash BYTEA PRIMARY KEY,
  kind BIGINT NOT NULL,
  family BIGINT NOT NULL,
  client_id BIGINT NOT NULL REFERENCES client (id),
  account_id BIGINT REFERENCES account (id),
  scopes BIGINT NOT NULL,
  secret TEXT,
  created_ms BIGINT NOT NULL,
  expires_ms BIGINT,
  used_ms BIGINT
);
CREATE INDEX token_family ON token (family);
CREATE INDEX token_client ON token (client_id);
CREATE INDEX token_account ON token (account_id);
CREATE INDEX token_expires ON token (expires_ms);

-- OAuth 1 temporary credentials, on their way to a consent and to a token.
CREATE TABLE request_token (
  hash BYTEA PRIMARY KEY,
  client_id BIGINT NOT NULL REFERENCES client (id),
  secret TEXT NOT NULL,
  callback TEXT NOT NULL,
  account_id BIGINT REFERENCES account (id),
  verifier BYTEA,
  expires_ms BIGINT NOT NULL
);
CREATE INDEX request_token_client ON request_token (client_id);
CREATE INDEX request_token_expires ON request_token (expires_ms);

-- OAuth 2 authorisation codes; a used one is kept until it expires, to notice its second use.
CREATE TABLE code (
  hash BYTEA PRIMARY KEY,
  family BIGINT NOT NULL,
  client_id BIGINT NOT NULL REFERENCES client (id),
  account_id BIGINT NOT NULL REFERENCES account (id),
  scopes BIGINT NOT NULL,
  redirect TEXT NOT NULL,
  -- Whether the redirect address was named when the code was asked for, and must be again.
  redirect_named BIGINT NOT NULL,
  challenge TEXT,
  expires_ms BIGINT NOT NULL,
  used_ms BIGINT
);
CREATE INDEX code_client ON code (client_id);
CREATE INDEX code_expires ON code (expires_ms);

-- Nonces of signed requests that change something.
CREATE TABLE nonce (
  hash BYTEA PRIMARY KEY,
  expires_ms BIGINT NOT NULL
);
CREATE INDEX nonce_expires ON nonce (expires_ms);
