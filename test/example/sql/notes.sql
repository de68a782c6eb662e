-- The directory, through psql alone
\set scripts `cat migrations/*.sql`
SELECT revision, outcome FROM pgmigrate.upload(:'scripts');

-- Notes as they were before authors had a table
SELECT pgmigrate.upgrade('000_create_notes');
INSERT INTO notes VALUES (1, 'ada', 'Buy paper'), (2, NULL, 'Found on the stairs'), (3, 'ada', 'Buy ink');

-- No author is lost on the way up, nor on the way down
SELECT pgmigrate.upgrade('001_give_authors_a_table');
SELECT notes.id, authors.name FROM notes LEFT JOIN authors ON authors.id = author_id ORDER BY notes.id;
SELECT pgmigrate.downgrade('000_create_notes');
SELECT id, author, body FROM notes ORDER BY id;

-- Everything comes, and everything goes
SELECT pgmigrate.upgrade('head');
SELECT revision, head FROM pgmigrate.current();
SELECT pgmigrate.downgrade('base');
SELECT to_regclass('notes') AS notes, to_regclass('authors') AS authors;
