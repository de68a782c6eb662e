SET check_function_bodies = off;
SET client_min_messages = warning;
SET search_path = pg_catalog;
SET default_tablespace = '';
SET default_table_access_method = heap;

CREATE SCHEMA "Plan ner";

CREATE SCHEMA shop;

CREATE TABLE shop.orders (
	id integer,
	customer integer,
	city text,
	"Zip code" text,
	total numeric
);

CREATE STATISTICS "Plan ner"."of orders" (mcv) ON city, customer FROM shop.orders;
ALTER STATISTICS "Plan ner"."of orders" SET STATISTICS 500;

CREATE STATISTICS shop.orders_all ON "Zip code", city FROM shop.orders;
COMMENT ON STATISTICS shop.orders_all IS 'all three kinds';

CREATE STATISTICS shop.orders_expression ON (lower(city)) FROM shop.orders;

CREATE STATISTICS shop.orders_expressions ON customer, ((total * (2)::numeric)), ((lower(city) || 'x'::text)) FROM shop.orders;

CREATE STATISTICS shop.orders_one (ndistinct) ON customer, id FROM shop.orders;
ALTER STATISTICS shop.orders_one SET STATISTICS 0;

CREATE STATISTICS shop.orders_some (dependencies, mcv) ON "Zip code", city, customer FROM shop.orders;

CREATE TABLE shop.parted (
	a integer,
	b integer
)
PARTITION BY LIST (a);

CREATE TABLE shop.part_1 (
	a integer,
	b integer
);

ALTER TABLE ONLY shop.parted ATTACH PARTITION shop.part_1 FOR VALUES IN (1);

CREATE STATISTICS shop.part_1_both ON a, b FROM shop.part_1;

CREATE STATISTICS shop.parted_both ON a, b FROM shop.parted;

CREATE MATERIALIZED VIEW shop.totals AS
 SELECT a.customer,
    b.city
   FROM (shop.orders a
     CROSS JOIN shop.orders b)
WITH NO DATA;

CREATE STATISTICS shop.totals_both ON city, customer FROM shop.totals;
