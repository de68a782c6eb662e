-- Add rejection reason
--
-- Those we turn away ask why, and support had no place to look the answer up.
--
-- revision: 002_add_rejection_reason
-- revises: 001_add_version_column

-- migrate:up
ALTER TABLE marketplace.candidates
    ADD COLUMN rejection_reason text;

-- migrate:down
ALTER TABLE marketplace.candidates
    DROP COLUMN rejection_reason;
