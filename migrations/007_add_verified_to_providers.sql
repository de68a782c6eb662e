-- Add verified to providers
--
-- Consumers asked whom they can trust. Whoever was approved as a candidate counts as
-- verified from the start; all others are not until somebody has looked.
--
-- revision: 007_add_verified_to_providers
-- revises: 006_add_indexes

-- migrate:up
ALTER TABLE marketplace.providers
    ADD COLUMN verified boolean NOT NULL DEFAULT false;

UPDATE marketplace.providers AS p
SET verified = true
FROM marketplace.candidates AS c
WHERE c.id = p.candidate_id
  AND c.status = 'approved';

-- migrate:down
ALTER TABLE marketplace.providers
    DROP COLUMN verified;
