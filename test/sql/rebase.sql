--
-- Moving a branch onto another revision
--
CREATE EXTENSION pgmigrate;
SELECT pgmigrate.revision('Add carts', 'CREATE TABLE cart (id int)', 'DROP TABLE cart');
SELECT pgmigrate.upgrade('head');

-- Two pull requests on the same head, and two heads; ours has two revisions.
SELECT * FROM pgmigrate.upload($$-- Rate carts
--
-- revision: rate
-- revises: 000_add_carts
-- migrate:up
ALTER TABLE cart ADD rate int;
-- migrate:down
ALTER TABLE cart DROP rate;
-- Block carts
--
-- Not by hand any more.
--
-- revision: block
-- revises:   000_add_carts
-- set: lock_timeout = '3s'

-- migrate:up
ALTER TABLE cart ADD blocked boolean;

-- migrate:down
ALTER TABLE cart DROP blocked;
-- Say why
-- revision: why
-- revises: block
-- migrate:up
ALTER TABLE cart ADD why text;
-- migrate:down
ALTER TABLE cart DROP why;
$$, 'shop.sql');
SELECT revision FROM pgmigrate.heads();
SELECT pgmigrate.upgrade('head');
\echo :LAST_ERROR_SQLSTATE

-- One command, and there is one line. Only the line "revises" of one file changes.
SELECT checksum AS checksum_before, script AS script_before FROM pgmigrate.show('block') \gset
SELECT upgrade_checksum, downgrade_checksum FROM pgmigrate.revision WHERE revision = 'block' \gset
SELECT pgmigrate.rebase('why');
SELECT revision, revises FROM pgmigrate.history();
SELECT pgmigrate.export('block');
SELECT replace(:'script_before', 'revises:   000_add_carts', 'revises:   rate') = script AS rest_is_the_same,
	checksum <> :'checksum_before' AS other_checksum FROM pgmigrate.show('block');
SELECT upgrade_checksum = :'upgrade_checksum' AND downgrade_checksum = :'downgrade_checksum' AS same_sections, name
FROM pgmigrate.revision WHERE revision = 'block';
SELECT pgmigrate.upgrade('head');
SELECT direction, revision, checksum, note, outcome FROM pgmigrate.log('block', target_schema => 'elsewhere');
SELECT heads FROM pgmigrate.project;

-- What is applied stays where it is, in whichever schema; the hint says what takes back this branch and no other.
SELECT pgmigrate.revision('Weigh carts', 'ALTER TABLE cart ADD weight int', 'ALTER TABLE cart DROP weight',
	rev_id => 'weigh', revises => 'rate', splice => true);
SELECT pgmigrate.upgrade('weigh');
SELECT pgmigrate.rebase('why');
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.downgrade('block@rate');
CREATE SCHEMA acme CREATE TABLE cart (id int);
CREATE SCHEMA globex CREATE TABLE cart (id int);
SELECT pgmigrate.stamp('000', target_schema => 'acme'), pgmigrate.stamp('000', target_schema => 'globex');
SELECT count(*) FROM pgmigrate.upgrade('block', target_schema => 'acme');
SELECT pgmigrate.rebase('why');
SELECT count(*) FROM pgmigrate.upgrade('block', target_schema => 'globex');
SELECT pgmigrate.rebase('why');
SELECT pgmigrate.downgrade('block@rate', target_schema => 'acme'),
	pgmigrate.downgrade('block@rate', target_schema => 'globex');

-- Its first revision named, it moves all the same.
SELECT pgmigrate.rebase('block');
SELECT revision, revises FROM pgmigrate.history();

-- Where it is told to; a part of a branch, too. Where it is already, nothing is done, and nobody's word is void.
SELECT pgmigrate.rebase('why', 'rate');
SELECT pgmigrate.rebase('why', onto => '000');
SELECT uploaded_at AS uploaded_before FROM pgmigrate.show('block') \gset
SELECT pgmigrate.rebase('why', '000');
SELECT pgmigrate.rebase('why', 'block');
SELECT uploaded_at = :'uploaded_before' AS untouched FROM pgmigrate.show('block');
SELECT count(*) FROM pgmigrate.log() WHERE direction = 'rebase';

-- What it depends on, it goes on depending on.
SELECT pgmigrate.revision('Colour', '', rev_id => 'colour', revises => '000', splice => true, depends_on => 'rate');
SELECT pgmigrate.rebase('colour', 'why');
SELECT revises, depends_on FROM pgmigrate.show('colour');

-- What cannot be
SELECT pgmigrate.rebase('why', 'colour');
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.rebase('why', 'why');
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.revision('Size', '', rev_id => 'size', revises => 'base');
SELECT pgmigrate.rebase('why');
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.remove('size');
SELECT pgmigrate.rebase('000');
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.revision('Smell', '', rev_id => 'smell', revises => 'block', splice => true);
SELECT pgmigrate.merge('Merge', rev_id => 'merged');
SELECT pgmigrate.revision('Size', '', rev_id => 'size', revises => 'weigh', splice => true);
SELECT pgmigrate.rebase('merged', 'size');
SELECT pgmigrate.rebase('merged', 'smell');
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.rebase('block', '+1');
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.rebase('block', 'heads');
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.rebase('block', 'base');
SELECT pgmigrate.rebase('nobody');
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.rebase(NULL);
\echo :LAST_ERROR_SQLSTATE
BEGIN READ ONLY;
SELECT pgmigrate.rebase('size', 'weigh');
\echo :LAST_ERROR_SQLSTATE
ROLLBACK;
SELECT pgmigrate.revision('From inside', $$SELECT pgmigrate.rebase('size', 'weigh');$$, rev_id => 'inside', revises => 'size');
SELECT pgmigrate.upgrade('inside');
\echo :LAST_ERROR_SQLSTATE

-- A file without a header has its place by its name.
SELECT * FROM pgmigrate.upload(E'-- migrate:up\n-- migrate:down\n', 'zz_by_name.sql');
SELECT pgmigrate.rebase('zz_by_name', 'colour');
\echo :LAST_ERROR_SQLSTATE

-- Projects are apart.
SELECT pgmigrate.revision('One', '', '', project => 'other');
SELECT pgmigrate.revision('Two', '', '', revises => 'base', project => 'other');
SELECT pgmigrate.upgrade('001', project => 'other', target_schema => 'acme');
SELECT pgmigrate.rebase('001', project => 'other');
SELECT pgmigrate.downgrade('001_two@base', project => 'other', target_schema => 'acme');
SELECT pgmigrate.rebase('001', project => 'other');
SELECT pgmigrate.upgrade('head', project => 'other');

DROP TABLE cart, acme.cart, globex.cart;
DROP SCHEMA acme, globex;
DROP EXTENSION pgmigrate;
DROP SCHEMA pgmigrate;
