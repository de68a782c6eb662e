-- Create consumers and providers
--
-- The two sides of the market. Some providers were with us before there was any
-- registration and have no candidate. Times carry their zone from here on.
--
-- revision: 003_create_consumers_and_providers
-- revises: 002_add_rejection_reason

-- migrate:up
CREATE TABLE marketplace.consumers (
    id         uuid         PRIMARY KEY DEFAULT gen_random_uuid(),
    clerk_id   varchar(255) NOT NULL,
    name       varchar(255) NOT NULL,
    email      varchar(255) NOT NULL,
    created_at timestamptz  NOT NULL DEFAULT now()
);

CREATE TABLE marketplace.providers (
    id           uuid         PRIMARY KEY DEFAULT gen_random_uuid(),
    clerk_id     varchar(255) NOT NULL,
    name         varchar(255) NOT NULL,
    email        varchar(255) NOT NULL,
    status       varchar(20)  NOT NULL DEFAULT 'active',
    candidate_id uuid,
    created_at   timestamptz  NOT NULL DEFAULT now(),

    CONSTRAINT providers_status_check CHECK (status IN ('active', 'paused', 'closed')),
    CONSTRAINT providers_candidate_id_key UNIQUE (candidate_id),
    CONSTRAINT providers_candidate_id_fkey
        FOREIGN KEY (candidate_id) REFERENCES marketplace.candidates (id)
);

-- migrate:down
DROP TABLE marketplace.providers;
DROP TABLE marketplace.consumers;
