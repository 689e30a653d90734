-- Browsers that have signed in before. A known one is not slowed when others guess at the account's name. The hash is
-- the SHA-256 of the secret in its cookie; several accounts may share a browser.
CREATE TABLE device (
  hash BYTEA NOT NULL,
  account_id BIGINT NOT NULL REFERENCES account (id),
  id BIGINT NOT NULL UNIQUE,
  -- The last session that began on it: when a person ends that session, the device is forgotten too.
  session_id BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  expires_ms BIGINT NOT NULL,
  PRIMARY KEY (hash, account_id)
);
CREATE INDEX device_account ON device (account_id);
CREATE INDEX device_expires ON device (expires_ms);

-- A client that cannot keep a secret (RFC 6749, 2.1): it has none and must use PKCE.
ALTER TABLE client ADD COLUMN is_public BIGINT NOT NULL DEFAULT 0;

-- What an account permitted ends together when the person says so with a new password.
CREATE INDEX code_account ON code (account_id);
CREATE INDEX request_token_account ON request_token (account_id);
