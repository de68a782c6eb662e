--
-- STEPWISE: a transaction for each step, and what must be at top level in a background worker
--
CREATE EXTENSION pgmigrate;
SELECT * FROM pgmigrate.upload($file$
-- Orders
--
-- revision: 001
-- revises:

-- migrate:up
CREATE TABLE orders (id int PRIMARY KEY, customer int NOT NULL);
INSERT INTO orders SELECT i, i % 7 FROM generate_series(1, 100) i;

-- migrate:down
DROP TABLE orders;
$file$);
SELECT * FROM pgmigrate.upload($file$
-- Orders by customer
--
-- revision: 002
-- revises: 001

-- migrate:up transaction:false
CREATE INDEX CONCURRENTLY orders_customer ON orders (customer);
VACUUM (ANALYZE) orders;

-- migrate:down transaction:false
DROP INDEX CONCURRENTLY orders_customer;
$file$);
SELECT * FROM pgmigrate.upload($file$
-- Closed orders
--
-- revision: 003
-- revises: 002

-- migrate:up
ALTER TABLE orders ADD closed boolean;

-- migrate:down
ALTER TABLE orders DROP closed;
$file$);
SELECT step, revision, statements, transactional FROM pgmigrate.upgrade_plan();

-- One transaction cannot do it, and says who can; nothing is done.
SELECT pgmigrate.upgrade();
SELECT to_regclass('orders');

-- Not inside a transaction.
BEGIN;
CALL pgmigrate.upgrade_stepwise();
ROLLBACK;
\set AUTOCOMMIT off
CALL pgmigrate.upgrade_stepwise();
ROLLBACK;
\set AUTOCOMMIT on
SELECT 1 \; CALL pgmigrate.upgrade_stepwise();
DO $$ BEGIN PERFORM 1; CALL pgmigrate.upgrade_stepwise('nothing'); END $$;
CREATE FUNCTION call_from_function() RETURNS void LANGUAGE plpgsql AS 'BEGIN CALL pgmigrate.upgrade_stepwise(); END';
SELECT call_from_function();
CREATE PROCEDURE call_with_set() LANGUAGE plpgsql SET work_mem = '1MB' AS 'BEGIN CALL pgmigrate.upgrade_stepwise(); END';
CALL call_with_set();
SELECT to_regclass('orders');

-- Every step is announced once it is committed.
CALL pgmigrate.upgrade_stepwise();
\d orders
SELECT revision, head FROM pgmigrate.current();
SELECT direction, revision, statements, outcome FROM pgmigrate.log;
SELECT count(*) FROM pgmigrate.ledger;

-- Nothing to do.
CALL pgmigrate.upgrade_stepwise();
CALL pgmigrate.upgrade_stepwise('002');

-- Down again, by number, by target; a DO block may call, too.
CALL pgmigrate.downgrade_stepwise(-1);
CALL pgmigrate.downgrade_stepwise(1);
DO $$ BEGIN CALL pgmigrate.downgrade_stepwise('base'); END $$;
SELECT to_regclass('orders');
SELECT direction, revision, statements, outcome FROM pgmigrate.log ORDER BY id;

-- An error leaves what was done before it, and is logged by the run.
SELECT * FROM pgmigrate.upload($file$
-- Amounts
--
-- revision: 004
-- revises: 003

-- migrate:up
ALTER TABLE orders ADD amount int;
UPDATE orders SET amount = 1 / (id - 50);

-- migrate:down
ALTER TABLE orders DROP amount;
$file$, '004_amounts.sql');
CALL pgmigrate.upgrade_stepwise();
SELECT revision FROM pgmigrate.current();
SELECT count(*) FROM information_schema.columns WHERE table_name = 'orders';
SELECT direction, revision, statements, outcome, sqlstate, note FROM pgmigrate.log ORDER BY id DESC LIMIT 1;
SELECT direction, revision, name, line, statement FROM pgmigrate.log_failure();
SELECT count(*) FROM pgmigrate.log WHERE outcome = 'failed';
SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid();

-- What a deferred constraint says at the end of a step is the step's error.
SELECT * FROM pgmigrate.upload($file$
-- Amounts
--
-- revision: 004
-- revises: 003

-- migrate:up
CREATE TABLE lines (order_id int REFERENCES orders DEFERRABLE INITIALLY DEFERRED);
INSERT INTO lines VALUES (1000);

-- migrate:down
DROP TABLE lines;
$file$, '004_amounts.sql');
CALL pgmigrate.upgrade_stepwise();
SELECT to_regclass('lines');

-- Settings and variables of the call hold in the transactions of steps and in the worker; not after it.
SELECT * FROM pgmigrate.upload($file$
-- Amounts
--
-- revision: 004
-- revises: 003

-- migrate:up
DO $$ BEGIN RAISE NOTICE 'here % %', current_setting('work_mem'), current_setting('var.tenant'); END $$;

-- migrate:down
$file$, '004_amounts.sql');
SELECT * FROM pgmigrate.upload($file$
-- More
--
-- revision: 005
-- revises: 004
-- set: maintenance_work_mem = '13MB'

-- migrate:up transaction:false
DO $$ BEGIN RAISE NOTICE 'worker % % % %', current_setting('work_mem'), current_setting('var.tenant'),
	current_setting('maintenance_work_mem'), current_setting('application_name'); END $$;
SET work_mem = '14MB';
DO $$ BEGIN RAISE NOTICE 'worker %', current_setting('work_mem'); END $$;

-- migrate:down
$file$);
CALL pgmigrate.upgrade_stepwise('head', variables => '{"tenant": "acme"}', settings => '{"work_mem": "11MB"}');
SELECT current_setting('work_mem') <> '11MB' AS put_back;
CALL pgmigrate.upgrade_stepwise('head', settings => '[]');
-- The target is the head, whatever else is given.
CALL pgmigrate.upgrade_stepwise(variables => '{"tenant": "other"}');
CALL pgmigrate.upgrade_stepwise(target => 'head', project => NULL);
CALL pgmigrate.upgrade_stepwise(NULL);

DROP PROCEDURE call_with_set;
DROP FUNCTION call_from_function;
DROP TABLE orders;
DROP EXTENSION pgmigrate;
