-- Give authors a table
--
-- revision: 001_give_authors_a_table
-- revises: 000_create_notes

-- migrate:up
CREATE TABLE authors (id integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY, name text NOT NULL UNIQUE);
INSERT INTO authors (name) SELECT DISTINCT author FROM notes WHERE author IS NOT NULL ORDER BY author;
ALTER TABLE notes ADD author_id integer REFERENCES authors;
UPDATE notes SET author_id = authors.id FROM authors WHERE authors.name = notes.author;
ALTER TABLE notes DROP author;

-- migrate:down
ALTER TABLE notes ADD author text;
UPDATE notes SET author = authors.name FROM authors WHERE authors.id = notes.author_id;
ALTER TABLE notes DROP author_id;
DROP TABLE authors;
