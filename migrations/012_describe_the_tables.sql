-- Describe the tables
--
-- A newcomer meets the schema in psql first, and it should say there what a name
-- cannot.
--
-- revision: 012_describe_the_tables
-- revises: 011_add_open_requests_view

-- migrate:up
COMMENT ON SCHEMA marketplace IS 'Consumers ask, providers offer';
COMMENT ON TABLE marketplace.candidates IS 'Companies that want to become providers';
COMMENT ON COLUMN marketplace.candidates.provider_id IS 'Number in the billing service, no key of ours';
COMMENT ON COLUMN marketplace.candidates.version IS 'Counted up by the trigger at each change';
COMMENT ON COLUMN marketplace.providers.candidate_id IS 'Null for those from before registration';
COMMENT ON VIEW marketplace.open_requests IS 'What can still be answered, with the offers so far';

-- migrate:down
COMMENT ON SCHEMA marketplace IS NULL;
COMMENT ON TABLE marketplace.candidates IS NULL;
COMMENT ON COLUMN marketplace.candidates.provider_id IS NULL;
COMMENT ON COLUMN marketplace.candidates.version IS NULL;
COMMENT ON COLUMN marketplace.providers.candidate_id IS NULL;
COMMENT ON VIEW marketplace.open_requests IS NULL;
