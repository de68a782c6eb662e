-- Create users and profiles
--
-- Freelancers join beside the companies. One person may appear under several
-- profiles, say as a designer and as a translator.
--
-- revision: 009_create_users_and_profiles
-- revises: 008_let_requests_expire

-- migrate:up
CREATE TABLE marketplace.users (
    id         uuid         PRIMARY KEY DEFAULT gen_random_uuid(),
    email      varchar(255) NOT NULL,
    created_at timestamptz  NOT NULL DEFAULT now(),

    CONSTRAINT users_email_key UNIQUE (email)
);

CREATE TABLE marketplace.user_profiles (
    id      uuid         PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid         NOT NULL,
    title   varchar(255) NOT NULL,
    bio     text,
    skills  jsonb        NOT NULL DEFAULT '[]',

    CONSTRAINT user_profiles_user_id_fkey
        FOREIGN KEY (user_id) REFERENCES marketplace.users (id) ON DELETE CASCADE
);

CREATE INDEX user_profiles_user_id_idx ON marketplace.user_profiles (user_id);
CREATE INDEX user_profiles_skills_idx ON marketplace.user_profiles USING gin (skills);

-- migrate:down
DROP TABLE marketplace.user_profiles;
DROP TABLE marketplace.users;
