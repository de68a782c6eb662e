SET check_function_bodies = off;
SET client_min_messages = warning;
SET search_path = pg_catalog;
SET default_tablespace = '';
SET default_table_access_method = heap;

CREATE SCHEMA "Other one";

CREATE SCHEMA shop;

CREATE TABLE "Other one"."T" (
	a integer
);

CREATE TABLE shop.customers (
	id integer NOT NULL,
	name text,
	"E mail" text,
	CONSTRAINT customers_pkey PRIMARY KEY (id)
);

CREATE TABLE shop.events (
	at date NOT NULL,
	what text
)
PARTITION BY RANGE (at);

CREATE TABLE shop.events_1 (
	at date NOT NULL,
	what text
);

ALTER TABLE ONLY shop.events ATTACH PARTITION shop.events_1 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');

CREATE TABLE shop.orders (
	id integer NOT NULL,
	customer integer,
	total numeric,
	CONSTRAINT orders_pkey PRIMARY KEY (id)
);

CREATE PUBLICATION "Mixed" FOR
	TABLE ONLY shop.orders,
	TABLES IN SCHEMA "Other one"
WITH (publish = 'delete, truncate');

CREATE PUBLICATION everything FOR ALL TABLES;
COMMENT ON PUBLICATION everything IS 'all of it';

CREATE PUBLICATION nothing_yet;

CREATE PUBLICATION partitioned FOR
	TABLE ONLY shop.events WHERE ((at > '2026-02-01'::date))
WITH (publish = 'insert', publish_via_partition_root = true);

CREATE PUBLICATION schemas_only FOR
	TABLES IN SCHEMA "Other one", shop;

CREATE PUBLICATION silent WITH (publish = '');

CREATE PUBLICATION some_tables FOR
	TABLE ONLY shop.customers ("E mail", id),
	TABLE ONLY shop.orders WHERE (((id > 100) AND (id < 1000)))
WITH (publish = 'insert, update');
