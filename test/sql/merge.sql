--
-- Making one line of several again
--
CREATE EXTENSION pgmigrate;
SELECT pgmigrate.revision('Add carts', 'CREATE TABLE cart (id int)', 'DROP TABLE cart');

-- Two branches, and two heads.
SELECT pgmigrate.revision('Rate carts', 'ALTER TABLE cart ADD rate int', 'ALTER TABLE cart DROP rate');
SELECT pgmigrate.revision('Block carts', 'ALTER TABLE cart ADD blocked boolean', 'ALTER TABLE cart DROP blocked',
	revises => '000', splice => true);
SELECT pgmigrate.upgrade('head');
\echo :LAST_ERROR_SQLSTATE

-- The merge revises them, and has nothing to do, on purpose: there is a way back from it.
SELECT pgmigrate.merge('Merge rates and blocks');
SELECT pgmigrate.export('003');
SELECT revision, revises FROM pgmigrate.history();
SELECT pgmigrate.upgrade('head');
SELECT pgmigrate.downgrade('000');

-- Which ones, as a list or as an array; everything that revision() takes beside.
SELECT pgmigrate.revision('Reviews', '', rev_id => 'reviews', revises => 'base');
SELECT pgmigrate.revision('Reports', '', rev_id => 'reports', revises => 'base');
SELECT pgmigrate.revision('Returns', '', rev_id => 'returns', revises => 'base');
SELECT pgmigrate.merge('Two of them', 'reviews, reports', branch_label => 're', rev_id => 'two');
SELECT pgmigrate.merge('All of them', ARRAY['re@head', 'returns'], rev_id => 'all', depends_on => '003');
SELECT revision, revises, depends_on, branch_labels FROM pgmigrate.show('re');
SELECT revision, revises, depends_on, branch_labels FROM pgmigrate.show('all');

-- A single one is accepted. By default it is the heads that nothing rests on: not 003, which "all" depends on.
SELECT pgmigrate.merge('Only one');
SELECT revises FROM pgmigrate.show('all@head');
SELECT pgmigrate.merge('Another single', '003', project => 'default');

-- What cannot be
SELECT pgmigrate.merge('Twice', ARRAY['005', '004', '005']);
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.merge('Twice', 're@head, 004');
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.merge('No head', '001, 004');
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.merge('No head, but so be it', '001, 004', splice => true);
SELECT revises FROM pgmigrate.show('006');
SELECT pgmigrate.merge('Nothing', 'base');
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.merge('Nothing', '{}'::text[]);
SELECT pgmigrate.merge('Nothing', project => 'empty');
SELECT pgmigrate.merge('Nothing', NULL::text[]);
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.merge('A gap', '005,,006');
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.merge(NULL);
\echo :LAST_ERROR_SQLSTATE
BEGIN READ ONLY;
SELECT pgmigrate.merge('Read only');
\echo :LAST_ERROR_SQLSTATE
ROLLBACK;
SELECT pgmigrate.revision('From inside', $$SELECT pgmigrate.merge('Inside');$$, revises => 'base', rev_id => 'inside');
SELECT pgmigrate.upgrade('inside');
\echo :LAST_ERROR_SQLSTATE

DROP TABLE cart;
DROP EXTENSION pgmigrate;
DROP SCHEMA pgmigrate;
