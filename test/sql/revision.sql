--
-- Making revisions from SQL alone
--
CREATE EXTENSION pgmigrate;

-- The first one has no parent and the number 000; then each revises the head and takes the next number.
SELECT pgmigrate.revision('Add carts', 'CREATE TABLE cart (id bigint PRIMARY KEY);', 'DROP TABLE cart;');
SELECT pgmigrate.revision('Add coupons: 10 % off!',
    up => 'CREATE TABLE coupon (code text)', down => 'DROP TABLE coupon');
SELECT revision, revises, message FROM pgmigrate.history();
SELECT pgmigrate.export('001_add_coupons_10_off');

-- What export gives, upload takes as unchanged.
SELECT * FROM pgmigrate.upload(pgmigrate.export('000_add_carts') || pgmigrate.export('001_add_coupons_10_off'));

SELECT pgmigrate.upgrade();

-- An id and parents of one's own; several parents make a merge.
SELECT pgmigrate.revision('Sales', 'CREATE TABLE sale (id int)', 'DROP TABLE sale', rev_id => 'sales', revises => 'base');
SELECT pgmigrate.revision('Both', 'SELECT 1', 'SELECT 1', revises => '001_add_coupons_10_off, sales');
SELECT revision, revises FROM pgmigrate.history();

-- Without a downgrade there is no way back.
SELECT pgmigrate.revision('Forget old carts', 'DELETE FROM cart WHERE id < 100');
SELECT reversible FROM pgmigrate.show('head');

-- What is no head is forked on purpose only. Where there are several heads, the parent has to be named.
SELECT pgmigrate.revision('Side line', 'SELECT 1', rev_id => 'side', revises => 'sales');
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.revision('Side line', 'SELECT 1', rev_id => 'side', revises => 'sales', splice => true);
SELECT pgmigrate.revision('Which parent?', 'SELECT 1');
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.revision('Merge them', 'SELECT 1', 'SELECT 1', revises => 'heads');

-- What cannot be
SELECT pgmigrate.revision('Sales again', 'SELECT 1', rev_id => 'sales');
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.revision('Bad id', 'SELECT 1', rev_id => 'a-b');
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.revision('Bad parent', 'SELECT 1', revises => 'nobody');
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.revision('Bad SQL', E'CREATE TABLE a (id int);\nCREATE TABLE b (id int;');
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.revision('Markers', E'SELECT 1;\n-- migrate:down\nSELECT 2;');
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.revision(NULL, 'SELECT 1');
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.revision('No SQL', NULL);
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.export('sale');
SELECT pgmigrate.export('base');
\echo :LAST_ERROR_SQLSTATE

-- A message of several lines becomes one line, another script's letters stay in the id.
SELECT pgmigrate.revision(E'Größe der\nBestellung', 'SELECT 1', 'SELECT 1');
SELECT pgmigrate.export('head');

-- A line of its own with labels, the beginning of a branch. A branch label names it, and its head.
SELECT pgmigrate.revision('Billing', 'SELECT 1', rev_id => 'bill', revises => 'base', branch_label => 'billing, money');
SELECT pgmigrate.revision('Bill more', 'SELECT 1', rev_id => 'more', revises => 'billing@head');
-- Dependencies are said by a prefix, which becomes the id, or by a label, which stays one.
SELECT pgmigrate.revision('Bill sales', 'SELECT 1', revises => 'more', depends_on => '000, money');
SELECT pgmigrate.export('billing@head');
SELECT revision, heads.branch_labels FROM pgmigrate.heads() ORDER BY revision;

-- Each once
SELECT pgmigrate.revision('Twice', 'SELECT 1', revises => 'billing@head, 006');
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.revision('Twice', 'SELECT 1', revises => '006', depends_on => '000, 000_add_carts');
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.revision('Label again', 'SELECT 1', revises => '006', branch_label => 'money');
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.revision('Label is an id', 'SELECT 1', revises => '006', branch_label => 'sales');
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.revision('Label twice', 'SELECT 1', revises => '006', branch_label => 'x, x');
SELECT pgmigrate.revision('A gap', 'SELECT 1', revises => '006,');
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.revision('Bad dependency', 'SELECT 1', revises => '006', depends_on => 'nobody');
\echo :LAST_ERROR_SQLSTATE
-- What counts from what is applied is no place in the graph.
SELECT pgmigrate.revision('Relative', 'SELECT 1', revises => 'current');
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.revision('Relative', 'SELECT 1', revises => '+1');

DROP TABLE cart, coupon;
DROP EXTENSION pgmigrate;
DROP SCHEMA pgmigrate;
