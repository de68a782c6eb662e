-- Who rebases a script becomes its uploader, and vouches for it. So only who vouches for it already may do that: nobody
-- answers for SQL that he has not read, and nobody's word covers an order that he did not agree to.
CREATE EXTENSION pgmigrate;
CREATE ROLE regress_admin SUPERUSER;
CREATE ROLE regress_author;
CREATE ROLE regress_other;
GRANT USAGE ON SCHEMA pgmigrate TO regress_author, regress_other;
GRANT EXECUTE ON ALL ROUTINES IN SCHEMA pgmigrate TO regress_author, regress_other;
CREATE SCHEMA shop AUTHORIZATION regress_author;
CREATE VIEW author_rose AS SELECT rolsuper FROM pg_roles WHERE rolname = 'regress_author';

-- An author plants a script on a branch of its own, and waits for a superuser to put the branches in order.
SET SESSION AUTHORIZATION regress_author;
SELECT pgmigrate.revision('Goods', 'CREATE TABLE shop.goods ();', 'DROP TABLE shop.goods;', rev_id => 'goods');
SELECT pgmigrate.revision('Innocent', 'ALTER ROLE regress_author SUPERUSER;', '', rev_id => 'innocent', revises => 'base');
SET SESSION AUTHORIZATION regress_admin;
SELECT pgmigrate.rebase('innocent');
\echo :LAST_ERROR_SQLSTATE
SELECT pgmigrate.rebase('innocent', project => 'default');
SELECT revision, uploaded_by, accepted FROM pgmigrate.upgrade_plan('heads');
SET SESSION AUTHORIZATION regress_other;
SELECT pgmigrate.rebase('innocent');
-- SET ROLE does not change whose word it is.
SET SESSION AUTHORIZATION regress_admin;
SET ROLE regress_author;
SELECT pgmigrate.rebase('innocent');
RESET ROLE;
SELECT * FROM author_rose;

-- To have read the upgrade is not to have read the downgrade.
SELECT digest FROM pgmigrate.upgrade_plan('innocent') \gset
SELECT pgmigrate.accept('innocent', :'digest');
SELECT pgmigrate.rebase('innocent');

-- Its author may. What others said of the script was said of another order, and is void.
SET SESSION AUTHORIZATION regress_author;
SELECT * FROM pgmigrate.upload(replace(pgmigrate.export('innocent'), 'ALTER ROLE regress_author SUPERUSER', 'CREATE TABLE shop.offers ()'), 'innocent.sql');
SET SESSION AUTHORIZATION regress_admin;
SELECT * FROM pgmigrate.upload(pgmigrate.export('innocent'));
SELECT pgmigrate.accept('goods', digest) FROM pgmigrate.upgrade_plan('goods');
SELECT revision, uploaded_by, accepted FROM pgmigrate.upgrade_plan('heads');
SET SESSION AUTHORIZATION regress_author;
SELECT pgmigrate.rebase('innocent');
SET SESSION AUTHORIZATION regress_admin;
SELECT revision, uploaded_by, accepted FROM pgmigrate.upgrade_plan('head');
SELECT pgmigrate.upgrade('head');
\echo :LAST_ERROR_SQLSTATE

-- So may who vouches beside the author: from now on the script is his.
SELECT * FROM pgmigrate.upload(pgmigrate.export('innocent'));
SELECT pgmigrate.revision('Prices', 'CREATE TABLE shop.prices ();', 'DROP TABLE shop.prices;', rev_id => 'prices',
	revises => 'goods', splice => true);
SELECT pgmigrate.rebase('innocent');
SELECT revision, uploaded_by, accepted FROM pgmigrate.upgrade_plan('head');
SELECT session_user_name, note FROM pgmigrate.log() WHERE direction = 'rebase';
SET SESSION AUTHORIZATION regress_author;
SELECT pgmigrate.rebase('innocent', 'goods');
SELECT pgmigrate.revision('Gifts', '', '', rev_id => 'gifts', revises => 'goods', splice => true);
SELECT pgmigrate.rebase('innocent', 'gifts');

-- The way out: read it, and upload it with another parent.
SELECT * FROM pgmigrate.upload(replace(pgmigrate.export('innocent'), 'revises: prices', 'revises: gifts'), 'innocent.sql');
SELECT revision, revises, uploaded_by FROM pgmigrate.show('innocent');

-- A function that runs as its owner rebases what its owner vouches for, whoever is brought to call it.
CREATE FUNCTION shop.trap() RETURNS text LANGUAGE sql SECURITY DEFINER AS $$SELECT pgmigrate.rebase('prices', 'innocent')$$;
SET SESSION AUTHORIZATION regress_admin;
SELECT shop.trap();
\echo :LAST_ERROR_SQLSTATE
SET SESSION AUTHORIZATION regress_author;
CREATE OR REPLACE FUNCTION shop.trap() RETURNS text LANGUAGE sql SECURITY DEFINER AS $$SELECT pgmigrate.rebase('gifts', 'prices')$$;
SET SESSION AUTHORIZATION regress_admin;
SELECT shop.trap();
SELECT revision, revises, uploaded_by FROM pgmigrate.show('gifts');

RESET SESSION AUTHORIZATION;
DROP VIEW author_rose;
DROP OWNED BY regress_author, regress_other CASCADE;
DROP EXTENSION pgmigrate;
DROP SCHEMA pgmigrate;
DROP OWNED BY regress_admin;
DROP ROLE regress_author, regress_other, regress_admin;
