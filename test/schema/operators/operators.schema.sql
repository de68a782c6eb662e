SET check_function_bodies = off;
SET client_min_messages = warning;
SET search_path = pg_catalog;
SET default_tablespace = '';
SET default_table_access_method = heap;

CREATE SCHEMA shop;

CREATE TYPE shop.amount AS (
	value numeric,
	unit text
);

CREATE FUNCTION shop.compare(shop.amount, numeric) RETURNS integer
	LANGUAGE sql
	IMMUTABLE
	AS $script$SELECT 0$script$;

CREATE FUNCTION shop.compare(shop.amount, shop.amount) RETURNS integer
	LANGUAGE sql
	IMMUTABLE
	AS $script$SELECT 0$script$;

CREATE FUNCTION shop.equal(shop.amount, shop.amount) RETURNS boolean
	LANGUAGE sql
	IMMUTABLE
	AS $script$SELECT $1.value = $2.value$script$;

CREATE FUNCTION shop.hash(shop.amount) RETURNS integer
	LANGUAGE sql
	IMMUTABLE
	AS $script$SELECT 1$script$;

CREATE FUNCTION shop.less(shop.amount, numeric) RETURNS boolean
	LANGUAGE sql
	IMMUTABLE
	AS $script$SELECT $1.value < $2$script$;

CREATE FUNCTION shop.less(shop.amount, shop.amount) RETURNS boolean
	LANGUAGE sql
	IMMUTABLE
	AS $script$SELECT $1.value < $2.value$script$;

CREATE FUNCTION shop.less_or_equal(shop.amount, shop.amount) RETURNS boolean
	LANGUAGE sql
	IMMUTABLE
	AS $script$SELECT $1.value <= $2.value$script$;

CREATE FUNCTION shop.more(shop.amount, shop.amount) RETURNS boolean
	LANGUAGE sql
	IMMUTABLE
	AS $script$SELECT $1.value > $2.value$script$;

CREATE FUNCTION shop.more_or_equal(shop.amount, shop.amount) RETURNS boolean
	LANGUAGE sql
	IMMUTABLE
	AS $script$SELECT $1.value >= $2.value$script$;

CREATE FUNCTION shop.negative(shop.amount) RETURNS shop.amount
	LANGUAGE sql
	IMMUTABLE
	AS $script$SELECT (-$1.value, $1.unit)::shop.amount$script$;

CREATE FUNCTION shop.unequal(shop.amount, shop.amount) RETURNS boolean
	LANGUAGE sql
	IMMUTABLE
	AS $script$SELECT $1.value <> $2.value$script$;

CREATE OPERATOR FAMILY shop."Hashes" USING hash;

CREATE OPERATOR shop.- (
	FUNCTION = shop.negative,
	RIGHTARG = shop.amount
);
COMMENT ON OPERATOR shop.-(NONE, shop.amount) IS 'turned round';

CREATE OPERATOR shop.< (
	FUNCTION = shop.less,
	LEFTARG = shop.amount,
	RIGHTARG = numeric
);

CREATE OPERATOR shop.< (
	FUNCTION = shop.less,
	LEFTARG = shop.amount,
	RIGHTARG = shop.amount,
	COMMUTATOR = OPERATOR(shop.>),
	NEGATOR = OPERATOR(shop.>=)
);

CREATE OPERATOR shop.<= (
	FUNCTION = shop.less_or_equal,
	LEFTARG = shop.amount,
	RIGHTARG = shop.amount,
	COMMUTATOR = OPERATOR(shop.>=),
	NEGATOR = OPERATOR(shop.>)
);

CREATE OPERATOR shop.<> (
	FUNCTION = shop.unequal,
	LEFTARG = shop.amount,
	RIGHTARG = shop.amount,
	COMMUTATOR = OPERATOR(shop.<>),
	NEGATOR = OPERATOR(shop.=),
	RESTRICT = pg_catalog.neqsel,
	JOIN = pg_catalog.neqjoinsel
);

CREATE OPERATOR shop.= (
	FUNCTION = shop.equal,
	LEFTARG = shop.amount,
	RIGHTARG = shop.amount,
	COMMUTATOR = OPERATOR(shop.=),
	NEGATOR = OPERATOR(shop.<>),
	RESTRICT = pg_catalog.eqsel,
	JOIN = pg_catalog.eqjoinsel,
	HASHES,
	MERGES
);
COMMENT ON OPERATOR shop.=(shop.amount, shop.amount) IS 'the same value';

CREATE OPERATOR shop.> (
	FUNCTION = shop.more,
	LEFTARG = shop.amount,
	RIGHTARG = shop.amount,
	COMMUTATOR = OPERATOR(shop.<),
	NEGATOR = OPERATOR(shop.<=)
);

CREATE OPERATOR shop.>= (
	FUNCTION = shop.more_or_equal,
	LEFTARG = shop.amount,
	RIGHTARG = shop.amount,
	COMMUTATOR = OPERATOR(shop.<=),
	NEGATOR = OPERATOR(shop.<)
);

CREATE OPERATOR CLASS shop.amount_hash
	FOR TYPE shop.amount USING hash FAMILY shop."Hashes" AS
	OPERATOR 1 shop.= (shop.amount, shop.amount),
	FUNCTION 1 (shop.amount, shop.amount) shop.hash(shop.amount);

CREATE OPERATOR FAMILY shop.amount_ops USING btree;
COMMENT ON OPERATOR FAMILY shop.amount_ops USING btree IS 'with numbers';

ALTER OPERATOR FAMILY shop.amount_ops USING btree ADD
	OPERATOR 1 shop.< (shop.amount, numeric),
	FUNCTION 1 (shop.amount, numeric) shop.compare(shop.amount, numeric);

CREATE OPERATOR CLASS shop.amount_ops
	DEFAULT FOR TYPE shop.amount USING btree FAMILY shop.amount_ops AS
	OPERATOR 1 shop.< (shop.amount, shop.amount),
	OPERATOR 2 shop.<= (shop.amount, shop.amount),
	OPERATOR 3 shop.= (shop.amount, shop.amount),
	OPERATOR 4 shop.>= (shop.amount, shop.amount),
	OPERATOR 5 shop.> (shop.amount, shop.amount),
	FUNCTION 1 (shop.amount, shop.amount) shop.compare(shop.amount, shop.amount);
COMMENT ON OPERATOR CLASS shop.amount_ops USING btree IS 'for sorting';

CREATE TYPE shop.amounts AS RANGE (
	SUBTYPE = shop.amount,
	MULTIRANGE_TYPE_NAME = shop.amounts_multirange
);

CREATE OPERATOR FAMILY shop.empty USING gin;

CREATE OPERATOR FAMILY shop.near USING gist;

ALTER OPERATOR FAMILY shop.near USING gist ADD
	OPERATOR 1 pg_catalog.<< (point, point),
	OPERATOR 15 pg_catalog.<-> (point, point) FOR ORDER BY pg_catalog.float_ops,
	FUNCTION 3 (point, point) pg_catalog.gist_point_compress(internal),
	FUNCTION 8 (point, point) pg_catalog.gist_point_distance(internal, point, smallint, oid, internal);

CREATE OPERATOR CLASS shop.near
	FOR TYPE point USING gist FAMILY shop.near AS
	FUNCTION 1 (point, point) pg_catalog.gist_point_consistent(internal, point, smallint, oid, internal),
	FUNCTION 2 (point, point) pg_catalog.gist_box_union(internal, internal),
	FUNCTION 5 (point, point) pg_catalog.gist_box_penalty(internal, internal, internal),
	FUNCTION 6 (point, point) pg_catalog.gist_box_picksplit(internal, internal),
	FUNCTION 7 (point, point) pg_catalog.gist_box_same(box, box, internal),
	STORAGE box;

CREATE OPERATOR CLASS shop.texts
	FOR TYPE text USING btree FAMILY shop.amount_ops AS
	OPERATOR 1 pg_catalog.< (text, text),
	FUNCTION 1 (text, text) pg_catalog.bttextcmp(text, text);

CREATE TABLE shop.priced (
	a shop.amount,
	p point
);

CREATE INDEX hashed ON shop.priced USING hash (a shop.amount_hash);

CREATE INDEX sorted ON shop.priced USING btree (a);

CREATE VIEW shop.cheap AS
 SELECT priced.a,
    priced.p
   FROM shop.priced
  WHERE (priced.a OPERATOR(shop.<) 5.0)
  ORDER BY priced.a;
