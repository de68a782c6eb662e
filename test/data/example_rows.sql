-- Rows for the worked example: the section of a revision goes in right after its upgrade.
-- Each section begins at its "-- after <id>" line.

-- after 000_initial_schema
INSERT INTO marketplace.candidates
    (id, company_name, contact_email, phone, products, truck_count, capacity_tons_per_day, location, status, provider_id)
VALUES
    ('c0000000-0000-4000-8000-000000000001', 'Northern Haulage', 'office@northern.example', '+47 555 01', '["timber", "stone"]', 12, 300, 'Bergen', 'approved', 4711),
    ('c0000000-0000-4000-8000-000000000002', 'Two Trucks', 'hello@twotrucks.example', NULL, NULL, 2, 20, NULL, 'pending', NULL),
    ('c0000000-0000-4000-8000-000000000003', 'Gravel & Sons', 'sons@gravel.example', NULL, '{"gravel": true}', 5, 90, 'Odense', 'rejected', NULL);

-- after 001_add_version_column
UPDATE marketplace.candidates SET location = 'Aarhus' WHERE id = 'c0000000-0000-4000-8000-000000000002' AND version = 1;

-- after 002_add_rejection_reason
UPDATE marketplace.candidates SET rejection_reason = 'too little capacity' WHERE id = 'c0000000-0000-4000-8000-000000000003';
INSERT INTO marketplace.candidates
    (id, company_name, contact_email, truck_count, capacity_tons_per_day, status, rejection_reason)
VALUES
    ('c0000000-0000-4000-8000-000000000004', 'Second Thoughts', 'no@thoughts.example', 1, 5, 'rejected', 'withdrawn'),
    ('c0000000-0000-4000-8000-000000000005', 'No Reason Given', 'none@reason.example', 3, 15, 'rejected', NULL);

-- after 003_create_consumers_and_providers
INSERT INTO marketplace.consumers (id, clerk_id, name, email)
VALUES
    ('a0000000-0000-4000-8000-000000000001', 'user_ada', 'Ada', 'ada@consumers.example'),
    ('a0000000-0000-4000-8000-000000000002', 'user_ben', 'Ben', 'ben@consumers.example');
INSERT INTO marketplace.providers (id, clerk_id, name, email, status, candidate_id)
VALUES
    ('b0000000-0000-4000-8000-000000000001', 'user_north', 'Northern Haulage', 'office@northern.example', 'active', 'c0000000-0000-4000-8000-000000000001'),
    ('b0000000-0000-4000-8000-000000000002', 'user_two', 'Two Trucks', 'hello@twotrucks.example', 'paused', 'c0000000-0000-4000-8000-000000000002'),
    ('b0000000-0000-4000-8000-000000000003', 'user_old', 'Old Friends', 'old@friends.example', 'active', NULL);

-- after 004_create_requests
INSERT INTO marketplace.requests (id, consumer_id, provider_id, title, details, budget, status, created_at)
VALUES
    ('d0000000-0000-4000-8000-000000000001', 'a0000000-0000-4000-8000-000000000001', NULL, 'Ten tons of gravel', '{"tons": 10}', 900.00, 'open', now() - interval '3 days'),
    ('d0000000-0000-4000-8000-000000000002', 'a0000000-0000-4000-8000-000000000001', NULL, 'Forgotten long ago', DEFAULT, NULL, 'open', '2024-01-31 12:00+00'),
    ('d0000000-0000-4000-8000-000000000003', 'a0000000-0000-4000-8000-000000000002', 'b0000000-0000-4000-8000-000000000001', 'Move a house', DEFAULT, 12500.50, 'matched', '2024-02-29 12:00+00');

-- after 005_create_offers
INSERT INTO marketplace.offers (id, request_id, provider_id, price, message)
VALUES
    ('e0000000-0000-4000-8000-000000000001', 'd0000000-0000-4000-8000-000000000001', 'b0000000-0000-4000-8000-000000000001', 880.00, NULL),
    ('e0000000-0000-4000-8000-000000000002', 'd0000000-0000-4000-8000-000000000001', 'b0000000-0000-4000-8000-000000000001', 840.00, 'our last word'),
    ('e0000000-0000-4000-8000-000000000003', 'd0000000-0000-4000-8000-000000000003', 'b0000000-0000-4000-8000-000000000003', 12000.00, NULL);

-- after 006_add_indexes
INSERT INTO marketplace.consumers (id, clerk_id, name, email)
VALUES ('a0000000-0000-4000-8000-000000000003', 'user_cleo', 'Cleo', 'cleo@consumers.example');

-- after 007_add_verified_to_providers
INSERT INTO marketplace.providers (id, clerk_id, name, email, verified)
VALUES ('b0000000-0000-4000-8000-000000000004', 'user_new', 'Newcomers', 'new@comers.example', true);

-- after 008_let_requests_expire
INSERT INTO marketplace.requests (id, consumer_id, title, expires_at)
VALUES ('d0000000-0000-4000-8000-000000000004', 'a0000000-0000-4000-8000-000000000003', 'Soon over', now() + interval '1 day');

-- after 009_create_users_and_profiles
INSERT INTO marketplace.users (id, email)
VALUES ('f0000000-0000-4000-8000-000000000001', 'dora@freelance.example');
INSERT INTO marketplace.user_profiles (id, user_id, title, bio, skills)
VALUES
    ('f1000000-0000-4000-8000-000000000001', 'f0000000-0000-4000-8000-000000000001', 'Designer', 'I draw.', '["figma"]'),
    ('f1000000-0000-4000-8000-000000000002', 'f0000000-0000-4000-8000-000000000001', 'Translator', NULL, DEFAULT);

-- after 010_let_candidates_withdraw
INSERT INTO marketplace.candidates
    (id, company_name, contact_email, truck_count, capacity_tons_per_day, status)
VALUES
    ('c0000000-0000-4000-8000-000000000006', 'Changed Plans', 'plans@changed.example', 4, 40, 'withdrawn');

-- after 011_add_open_requests_view
INSERT INTO marketplace.offers (id, request_id, provider_id, price)
VALUES ('e0000000-0000-4000-8000-000000000004', 'd0000000-0000-4000-8000-000000000004', 'b0000000-0000-4000-8000-000000000002', 55.00);

-- after 012_describe_the_tables
INSERT INTO marketplace.consumers (id, clerk_id, name, email)
VALUES ('a0000000-0000-4000-8000-000000000004', 'user_dirk', 'Dirk', 'dirk@consumers.example');
