-- Add optimistic locking
--
-- Two people could decide on one candidate at once, and the second never noticed.
-- Now each change counts the version up, and a writer names the version it read.
--
-- revision: 001_add_version_column
-- revises: 000_initial_schema

-- migrate:up
ALTER TABLE marketplace.candidates
    ADD COLUMN version integer NOT NULL DEFAULT 1;

CREATE INDEX candidates_id_version_idx ON marketplace.candidates (id, version);

CREATE OR REPLACE FUNCTION marketplace.touch_candidate() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    NEW.updated_at := CURRENT_TIMESTAMP;
    NEW.version := OLD.version + 1;
    RETURN NEW;
END;
$$;

-- migrate:down
CREATE OR REPLACE FUNCTION marketplace.touch_candidate() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    NEW.updated_at := CURRENT_TIMESTAMP;
    RETURN NEW;
END;
$$;

DROP INDEX marketplace.candidates_id_version_idx;

ALTER TABLE marketplace.candidates
    DROP COLUMN version;
