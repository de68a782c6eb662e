-- Let requests expire
--
-- Forgotten requests stayed open for ever. A request now ends ninety days after it
-- was made, and those already there are counted from the day they were made, too.
--
-- revision: 008_let_requests_expire
-- revises: 007_add_verified_to_providers

-- migrate:up
ALTER TABLE marketplace.requests
    ADD COLUMN expires_at timestamptz;

UPDATE marketplace.requests
SET expires_at = created_at + interval '90 days';

ALTER TABLE marketplace.requests
    ALTER COLUMN expires_at SET DEFAULT now() + interval '90 days',
    ALTER COLUMN expires_at SET NOT NULL;

-- migrate:down
ALTER TABLE marketplace.requests
    DROP COLUMN expires_at;
