-- Let candidates withdraw
--
-- A company that withdrew was entered as rejected, with the reason 'withdrawn', and
-- spoiled every report. It gets a status; the way back enters it as it used to be.
--
-- revision: 010_let_candidates_withdraw
-- revises: 009_create_users_and_profiles

-- migrate:up
ALTER TABLE marketplace.candidates
    DROP CONSTRAINT candidates_status_check;

UPDATE marketplace.candidates
SET status = 'withdrawn', rejection_reason = NULL
WHERE status = 'rejected'
  AND rejection_reason = 'withdrawn';

ALTER TABLE marketplace.candidates
    ADD CONSTRAINT candidates_status_check
        CHECK (status IN ('pending', 'approved', 'rejected', 'withdrawn')),
    ADD CONSTRAINT candidates_withdrawn_check
        CHECK (status <> 'withdrawn' OR rejection_reason IS NULL);

-- migrate:down
ALTER TABLE marketplace.candidates
    DROP CONSTRAINT candidates_status_check,
    DROP CONSTRAINT candidates_withdrawn_check;

UPDATE marketplace.candidates
SET status = 'rejected', rejection_reason = 'withdrawn'
WHERE status = 'withdrawn';

ALTER TABLE marketplace.candidates
    ADD CONSTRAINT candidates_status_check
        CHECK (status IN ('pending', 'approved', 'rejected'));
