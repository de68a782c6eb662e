-- Publications of all tables, of some with columns and filters, of schemas; operations and via root.
CREATE SCHEMA shop;
CREATE SCHEMA "Other one";
CREATE TABLE shop.customers (id integer PRIMARY KEY, name text, "E mail" text);
CREATE TABLE shop.orders (id integer PRIMARY KEY, customer integer, total numeric);
CREATE TABLE shop.events (at date NOT NULL, what text) PARTITION BY RANGE (at);
CREATE TABLE shop.events_1 PARTITION OF shop.events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE TABLE "Other one"."T" (a integer);
CREATE PUBLICATION everything FOR ALL TABLES;
CREATE PUBLICATION nothing_yet;
CREATE PUBLICATION silent WITH (publish = '');
CREATE PUBLICATION some_tables FOR TABLE shop.customers (id, "E mail"), TABLE shop.orders WHERE (id > 100 AND id < 1000)
	WITH (publish = 'insert, update');
CREATE PUBLICATION partitioned FOR TABLE shop.events WHERE (at > '2026-02-01') WITH (publish = 'insert', publish_via_partition_root);
CREATE PUBLICATION "Mixed" FOR TABLE shop.orders, TABLES IN SCHEMA "Other one" WITH (publish = 'delete, truncate');
CREATE PUBLICATION schemas_only FOR TABLES IN SCHEMA shop, "Other one";
COMMENT ON PUBLICATION everything IS 'all of it';
