--
-- From the wanted schema to a revision, proven on a scratch database
--
CREATE EXTENSION pgmigrate;

-- A schema that is not there yet.
SELECT $$
CREATE SCHEMA shop;
CREATE TYPE shop.status AS ENUM ('new', 'paid');
CREATE TABLE shop.orders (
	id bigint PRIMARY KEY,
	status shop.status NOT NULL DEFAULT 'new',
	total numeric(10,2),
	note varchar(20));
CREATE INDEX orders_status ON shop.orders (status);
CREATE VIEW shop.open_orders AS SELECT id, total FROM shop.orders WHERE status = 'new';
$$ AS wanted \gset
SELECT sql, notes, destroys_data, commits FROM pgmigrate.diff(:'wanted') \gx
SELECT result, count(*) FROM pgmigrate.check(:'wanted') GROUP BY result ORDER BY result;
SELECT pgmigrate.autogenerate('The shop', :'wanted');
SELECT script FROM pgmigrate.show('000_the_shop') \g (format=unaligned tuples_only=on)
-- Nothing is made on top of what is not applied.
SELECT pgmigrate.autogenerate('More', :'wanted');
SELECT pgmigrate.upgrade('head');
-- Nothing to do.
SELECT pgmigrate.autogenerate('More', :'wanted');
SELECT * FROM pgmigrate.check(:'wanted');

-- Another one, with rows: a value in the middle of an enum, other types, a column, another index, a view round them.
INSERT INTO shop.orders VALUES (1, 'paid', 12.5, 'first'), (2, DEFAULT, NULL, NULL);
SELECT $$
CREATE SCHEMA shop;
CREATE TYPE shop.status AS ENUM ('new', 'held', 'paid');
CREATE TABLE shop.orders (
	note text,
	id bigint PRIMARY KEY,
	status shop.status NOT NULL DEFAULT 'held',
	total numeric(12,2),
	replaces bigint REFERENCES shop.orders);
CREATE INDEX orders_status ON shop.orders (status, total);
CREATE VIEW shop.open_orders AS SELECT id, total, replaces FROM shop.orders WHERE status = 'new';
$$ AS wanted \gset
SELECT pgmigrate.autogenerate('More', :'wanted');
SELECT script FROM pgmigrate.show('001_more') \g (format=unaligned tuples_only=on)
CALL pgmigrate.upgrade_stepwise('head');
SELECT * FROM pgmigrate.check(:'wanted');
SELECT id, status, total, note FROM shop.orders ORDER BY id;
SELECT pgmigrate.downgrade('-1');
SELECT id, status, total, note FROM shop.orders ORDER BY id;
SELECT pgmigrate.remove('001_more');

-- What no statement does is refused.
SELECT pgmigrate.downgrade('base');
SELECT pgmigrate.remove('000_the_shop');
CREATE SCHEMA shop;
CREATE TABLE shop.measured (at date, place text) PARTITION BY RANGE (at);
SELECT $$CREATE SCHEMA shop; CREATE TABLE shop.measured (at date, place text) PARTITION BY LIST (place)$$ AS wanted \gset
SELECT pgmigrate.autogenerate('Places', :'wanted');
-- What turns out not to work says so.
DROP TABLE shop.measured;
CREATE TABLE shop.house (number integer);
CREATE VIEW shop.numbered AS SELECT count(*) FROM shop.house AS h (at) WHERE h.at IS NOT NULL;
SELECT $$
CREATE SCHEMA shop;
CREATE TABLE shop.house (number text);
CREATE VIEW shop.numbered AS SELECT count(*) FROM shop.house AS h (at) WHERE h.at IS NOT NULL;
$$ AS wanted \gset
SELECT pgmigrate.autogenerate('Numbers', :'wanted');
SELECT script FROM pgmigrate.show('000_numbers') \g (format=unaligned tuples_only=on)
SELECT pgmigrate.remove('000_numbers');

-- What is wrong with the wanted schema is told of with its place.
SELECT pgmigrate.autogenerate('Wrong', E'CREATE SCHEMA shop;\nCREATE TABLE shop.x (a nothing);');
SELECT pgmigrate.autogenerate('Wrong', NULL);
SELECT pgmigrate.autogenerate(NULL, '');

DROP SCHEMA shop CASCADE;
DROP EXTENSION pgmigrate;
