-- Extended statistics: kinds, columns, expressions, target, another schema than the table's, on views and partitions.
CREATE SCHEMA shop;
CREATE SCHEMA "Plan ner";
CREATE TABLE shop.orders (id integer, customer integer, city text, "Zip code" text, total numeric);
CREATE STATISTICS shop.orders_all ON city, "Zip code" FROM shop.orders;
CREATE STATISTICS shop.orders_some (mcv, dependencies) ON "Zip code", customer, city FROM shop.orders;
CREATE STATISTICS shop.orders_one (ndistinct) ON customer, id FROM shop.orders;
CREATE STATISTICS shop.orders_expression ON (lower(city)) FROM shop.orders;
CREATE STATISTICS shop.orders_expressions ON (total * 2), (lower(city) || 'x'), customer FROM shop.orders;
CREATE STATISTICS "Plan ner"."of orders" (mcv) ON customer, city FROM shop.orders;
ALTER STATISTICS "Plan ner"."of orders" SET STATISTICS 500;
ALTER STATISTICS shop.orders_one SET STATISTICS 0;
COMMENT ON STATISTICS shop.orders_all IS 'all three kinds';
CREATE MATERIALIZED VIEW shop.totals AS SELECT a.customer, b.city FROM shop.orders AS a CROSS JOIN shop.orders AS b;
CREATE STATISTICS shop.totals_both ON customer, city FROM shop.totals;
CREATE TABLE shop.parted (a integer, b integer) PARTITION BY LIST (a);
CREATE TABLE shop.part_1 PARTITION OF shop.parted FOR VALUES IN (1);
CREATE STATISTICS shop.parted_both ON a, b FROM shop.parted;
CREATE STATISTICS shop.part_1_both ON a, b FROM shop.part_1;
