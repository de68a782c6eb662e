-- Create offers
--
-- Providers answer a request with a price. They may answer again with a better one,
-- so the pair of request and provider is not unique.
--
-- revision: 005_create_offers
-- revises: 004_create_requests

-- migrate:up
CREATE TABLE marketplace.offers (
    id          uuid           PRIMARY KEY DEFAULT gen_random_uuid(),
    request_id  uuid           NOT NULL,
    provider_id uuid           NOT NULL,
    price       numeric(12, 2) NOT NULL,
    message     text,
    created_at  timestamptz    NOT NULL DEFAULT now(),

    CONSTRAINT offers_price_check CHECK (price > 0),
    CONSTRAINT offers_request_id_fkey
        FOREIGN KEY (request_id) REFERENCES marketplace.requests (id) ON DELETE CASCADE,
    CONSTRAINT offers_provider_id_fkey
        FOREIGN KEY (provider_id) REFERENCES marketplace.providers (id) ON DELETE CASCADE
);

-- migrate:down
DROP TABLE marketplace.offers;
