-- Create notes
--
-- revision: 000_create_notes
-- revises:

-- migrate:up
CREATE TABLE notes (id integer PRIMARY KEY, author text, body text NOT NULL);

-- migrate:down
DROP TABLE notes;
