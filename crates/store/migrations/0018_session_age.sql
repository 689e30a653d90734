-- The operator may shorten the lifetime of sessions: those that are too old by the new one are deleted by this key.
CREATE INDEX session_created ON session (created_ms);
