-- Create requests
--
-- A consumer says what is needed and what it may cost. The request has no provider
-- until the two have found each other.
--
-- revision: 004_create_requests
-- revises: 003_create_consumers_and_providers

-- migrate:up
CREATE TYPE marketplace.request_status AS ENUM ('open', 'matched', 'done', 'cancelled');

CREATE TABLE marketplace.requests (
    id          uuid                       PRIMARY KEY DEFAULT gen_random_uuid(),
    consumer_id uuid                       NOT NULL,
    provider_id uuid,
    title       varchar(255)               NOT NULL,
    details     jsonb                      NOT NULL DEFAULT '{}',
    budget      numeric(12, 2),
    status      marketplace.request_status NOT NULL DEFAULT 'open',
    created_at  timestamptz                NOT NULL DEFAULT now(),

    CONSTRAINT requests_budget_check CHECK (budget > 0),
    CONSTRAINT requests_consumer_id_fkey
        FOREIGN KEY (consumer_id) REFERENCES marketplace.consumers (id) ON DELETE CASCADE,
    CONSTRAINT requests_provider_id_fkey
        FOREIGN KEY (provider_id) REFERENCES marketplace.providers (id) ON DELETE SET NULL
);

-- migrate:down
DROP TABLE marketplace.requests;
DROP TYPE marketplace.request_status;
