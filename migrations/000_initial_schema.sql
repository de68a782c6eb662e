-- Initial schema
--
-- A company that wants to carry for us registers as a candidate and waits to be
-- approved. All that the service owns lives in a schema of its own.
--
-- revision: 000_initial_schema
-- revises: base

-- migrate:up
CREATE SCHEMA marketplace;

CREATE TABLE marketplace.candidates (
    id                    uuid         PRIMARY KEY DEFAULT gen_random_uuid(),
    company_name          varchar(255) NOT NULL,
    contact_email         varchar(255) NOT NULL,
    phone                 varchar(50),
    products              jsonb,
    truck_count           integer      NOT NULL,
    capacity_tons_per_day integer      NOT NULL,
    location              varchar(255),
    status                varchar(20)  NOT NULL DEFAULT 'pending',
    created_at            timestamp    NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at            timestamp    NOT NULL DEFAULT CURRENT_TIMESTAMP,
    provider_id           integer,

    CONSTRAINT candidates_contact_email_key UNIQUE (contact_email),
    CONSTRAINT candidates_truck_count_check CHECK (truck_count > 0),
    CONSTRAINT candidates_capacity_check CHECK (capacity_tons_per_day > 0),
    CONSTRAINT candidates_status_check CHECK (status IN ('pending', 'approved', 'rejected'))
);

CREATE INDEX candidates_status_idx ON marketplace.candidates (status);
CREATE INDEX candidates_created_at_idx ON marketplace.candidates (created_at);
CREATE INDEX candidates_products_idx ON marketplace.candidates USING gin (products);

CREATE FUNCTION marketplace.touch_candidate() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    NEW.updated_at := CURRENT_TIMESTAMP;
    RETURN NEW;
END;
$$;

CREATE TRIGGER candidates_touch
    BEFORE UPDATE ON marketplace.candidates
    FOR EACH ROW EXECUTE FUNCTION marketplace.touch_candidate();

-- migrate:down
DROP TABLE marketplace.candidates;
DROP FUNCTION marketplace.touch_candidate();
DROP SCHEMA marketplace;
