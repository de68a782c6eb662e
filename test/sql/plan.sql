--
-- Reading what would run before it runs
--
CREATE EXTENSION pgmigrate;
SELECT * FROM pgmigrate.upgrade_plan();
SELECT pgmigrate.revision('Carts', 'CREATE TABLE cart (id int); CREATE INDEX ON cart (id)', 'DROP TABLE cart');
SELECT pgmigrate.revision('Items', 'CREATE TABLE item (id int)', 'DROP TABLE item');
SELECT pgmigrate.revision('Find items', 'CREATE INDEX CONCURRENTLY item_id ON item (id)', 'DROP INDEX item_id');

SELECT step, direction, revision, message, statements, transactional, accepted, uploaded_by = session_user AS mine
FROM pgmigrate.upgrade_plan();
SELECT step, direction, revision FROM pgmigrate.upgrade_plan('001_items');
SELECT step, direction, revision FROM pgmigrate.upgrade_plan('+1');

-- One digest for the whole plan, which stays the same as long as the texts and their order do.
SELECT count(DISTINCT digest), min(length(digest)) FROM pgmigrate.upgrade_plan();
SELECT DISTINCT digest AS before FROM pgmigrate.upgrade_plan('001_items') \gset
SELECT DISTINCT digest = :'before' AS same FROM pgmigrate.upgrade_plan('001_items');
SELECT DISTINCT digest = :'before' AS same_for_another_target FROM pgmigrate.upgrade_plan();
SELECT outcome FROM pgmigrate.upload(pgmigrate.export('001_items'));
SELECT DISTINCT digest = :'before' AS same_after_no_change FROM pgmigrate.upgrade_plan('001_items');
SELECT outcome FROM pgmigrate.upload(replace(pgmigrate.export('001_items'), 'item (id int)', 'item (id bigint)'));
SELECT DISTINCT digest = :'before' AS same_after_a_change FROM pgmigrate.upgrade_plan('001_items');

-- A plan runs nothing, takes no lock, and works in a read-only transaction.
BEGIN READ ONLY;
SELECT count(*) FROM pgmigrate.upgrade_plan();
ROLLBACK;
SELECT to_regclass('cart') AS nothing_ran;

-- What is applied is in no plan upwards, and in those downwards, the newest first.
SELECT pgmigrate.upgrade('001_items');
SELECT step, revision FROM pgmigrate.upgrade_plan();
SELECT step, direction, revision, statements FROM pgmigrate.downgrade_plan('base');
SELECT step, direction, revision FROM pgmigrate.downgrade_plan(-1);
SELECT step, direction, revision FROM pgmigrate.downgrade_plan('000_carts');
SELECT count(DISTINCT digest) FROM (SELECT digest FROM pgmigrate.downgrade_plan(-1)
    UNION ALL SELECT digest FROM pgmigrate.downgrade_plan('000_carts')) d;

-- A plan says where there is no way back, and what the run would be refused for.
SELECT pgmigrate.revision('One way', 'SELECT 1', rev_id => 'one_way', revises => '001_items', splice => true);
SELECT pgmigrate.upgrade('one_way');
SELECT step, revision, statements, reversible, note FROM pgmigrate.downgrade_plan(-1);
SELECT step, revision, reversible, note FROM pgmigrate.downgrade_plan('000_carts');

-- Vouching for a plan takes the digest that was read.
SELECT DISTINCT digest AS digest FROM pgmigrate.upgrade_plan('002_find_items') \gset
SELECT pgmigrate.accept('002_find_items', :'digest');
SELECT pgmigrate.accept('002_find_items', :'before');
\echo :LAST_ERROR_SQLSTATE

-- What cannot be planned
SELECT * FROM pgmigrate.upgrade_plan('nothing');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM pgmigrate.downgrade_plan(1);
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM pgmigrate.downgrade_plan('002_find_items');
\echo :LAST_ERROR_SQLSTATE

DROP TABLE cart, item;
DROP EXTENSION pgmigrate;
DROP SCHEMA pgmigrate;
