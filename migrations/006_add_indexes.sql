-- Add indexes
--
-- The tables are still small, so the indexes can be built in the transaction. The
-- one on (consumer_id, status) also serves those who look for consumer_id alone.
--
-- revision: 006_add_indexes
-- revises: 005_create_offers

-- migrate:up
CREATE UNIQUE INDEX consumers_clerk_id_idx ON marketplace.consumers (clerk_id);
CREATE INDEX consumers_email_idx ON marketplace.consumers (email);

CREATE UNIQUE INDEX providers_clerk_id_idx ON marketplace.providers (clerk_id);
CREATE INDEX providers_email_idx ON marketplace.providers (email);
CREATE INDEX providers_status_idx ON marketplace.providers (status);

CREATE INDEX requests_status_idx ON marketplace.requests (status);
CREATE INDEX requests_created_at_idx ON marketplace.requests (created_at);
CREATE INDEX requests_provider_id_idx ON marketplace.requests (provider_id);
CREATE INDEX requests_consumer_id_status_idx ON marketplace.requests (consumer_id, status);

CREATE INDEX offers_request_id_idx ON marketplace.offers (request_id);
CREATE INDEX offers_provider_id_idx ON marketplace.offers (provider_id);

-- migrate:down
DROP INDEX
    marketplace.consumers_clerk_id_idx,
    marketplace.consumers_email_idx;

DROP INDEX
    marketplace.providers_clerk_id_idx,
    marketplace.providers_email_idx,
    marketplace.providers_status_idx;

DROP INDEX
    marketplace.requests_status_idx,
    marketplace.requests_created_at_idx,
    marketplace.requests_provider_id_idx,
    marketplace.requests_consumer_id_status_idx;

DROP INDEX
    marketplace.offers_request_id_idx,
    marketplace.offers_provider_id_idx;
