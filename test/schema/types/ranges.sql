-- Ranges with every option; one whose canonical function takes the range itself.
CREATE SCHEMA shop;
CREATE TYPE shop.plain_range AS RANGE (SUBTYPE = double precision);
CREATE TYPE shop.texts AS RANGE (SUBTYPE = text, SUBTYPE_OPCLASS = text_pattern_ops, COLLATION = "C", MULTIRANGE_TYPE_NAME = shop.text_sets);
CREATE FUNCTION shop.difference(integer, integer) RETURNS double precision LANGUAGE sql IMMUTABLE STRICT AS 'SELECT ($1 - $2)::double precision';
CREATE TYPE shop.numbers_range AS RANGE (SUBTYPE = integer, SUBTYPE_DIFF = shop.difference);
CREATE TYPE shop.days;
CREATE FUNCTION shop.as_days(shop.days) RETURNS shop.days LANGUAGE internal IMMUTABLE STRICT AS 'daterange_canonical';
CREATE TYPE shop.days AS RANGE (SUBTYPE = date, CANONICAL = shop.as_days, SUBTYPE_DIFF = daterange_subdiff);
COMMENT ON TYPE shop.days IS 'some days';
CREATE TABLE shop.used (a shop.days, b shop.text_sets, c shop.plain_range[], d shop.numbers_range DEFAULT shop.numbers_range(1, 2));
