-- A reblog whose parent cannot be named, and when an author last changed a published post. Rows from before have neither.
ALTER TABLE post ADD COLUMN lost_parent BIGINT NOT NULL DEFAULT 0;
ALTER TABLE post ADD COLUMN edited_ms BIGINT;

-- What an import lost, told apart: faults counts records alone from now on. In runs from before it counts all three.
ALTER TABLE import_run ADD COLUMN lost_parts BIGINT NOT NULL DEFAULT 0;
ALTER TABLE import_run ADD COLUMN missing_files BIGINT NOT NULL DEFAULT 0;
