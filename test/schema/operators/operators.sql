-- Operators, classes and families, with members that belong to no class.
CREATE SCHEMA shop;
CREATE TYPE shop.amount AS (value numeric, unit text);
CREATE FUNCTION shop.less(shop.amount, shop.amount) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1.value < $2.value';
CREATE FUNCTION shop.less_or_equal(shop.amount, shop.amount) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1.value <= $2.value';
CREATE FUNCTION shop.equal(shop.amount, shop.amount) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1.value = $2.value';
CREATE FUNCTION shop.unequal(shop.amount, shop.amount) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1.value <> $2.value';
CREATE FUNCTION shop.more_or_equal(shop.amount, shop.amount) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1.value >= $2.value';
CREATE FUNCTION shop.more(shop.amount, shop.amount) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1.value > $2.value';
CREATE FUNCTION shop.negative(shop.amount) RETURNS shop.amount LANGUAGE sql IMMUTABLE AS 'SELECT (-$1.value, $1.unit)::shop.amount';
CREATE FUNCTION shop.compare(shop.amount, shop.amount) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 0';
CREATE FUNCTION shop.compare(shop.amount, numeric) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 0';
CREATE FUNCTION shop.less(shop.amount, numeric) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1.value < $2';
CREATE FUNCTION shop.hash(shop.amount) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE OPERATOR shop.= (FUNCTION = shop.equal, LEFTARG = shop.amount, RIGHTARG = shop.amount, COMMUTATOR = OPERATOR(shop.=),
	NEGATOR = OPERATOR(shop.<>), RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES);
CREATE OPERATOR shop.<> (FUNCTION = shop.unequal, LEFTARG = shop.amount, RIGHTARG = shop.amount, COMMUTATOR = OPERATOR(shop.<>), NEGATOR = OPERATOR(shop.=), RESTRICT = neqsel, JOIN = neqjoinsel);
CREATE OPERATOR shop.< (FUNCTION = shop.less, LEFTARG = shop.amount, RIGHTARG = shop.amount, COMMUTATOR = OPERATOR(shop.>), NEGATOR = OPERATOR(shop.>=));
CREATE OPERATOR shop.<= (FUNCTION = shop.less_or_equal, LEFTARG = shop.amount, RIGHTARG = shop.amount, COMMUTATOR = OPERATOR(shop.>=), NEGATOR = OPERATOR(shop.>));
CREATE OPERATOR shop.> (FUNCTION = shop.more, LEFTARG = shop.amount, RIGHTARG = shop.amount, COMMUTATOR = OPERATOR(shop.<), NEGATOR = OPERATOR(shop.<=));
CREATE OPERATOR shop.>= (FUNCTION = shop.more_or_equal, LEFTARG = shop.amount, RIGHTARG = shop.amount, COMMUTATOR = OPERATOR(shop.<=), NEGATOR = OPERATOR(shop.<));
CREATE OPERATOR shop.- (FUNCTION = shop.negative, RIGHTARG = shop.amount);
CREATE OPERATOR shop.< (FUNCTION = shop.less, LEFTARG = shop.amount, RIGHTARG = numeric);
COMMENT ON OPERATOR shop.- (NONE, shop.amount) IS 'turned round';
COMMENT ON OPERATOR shop.= (shop.amount, shop.amount) IS 'the same value';
CREATE OPERATOR CLASS shop.amount_ops DEFAULT FOR TYPE shop.amount USING btree AS
	OPERATOR 1 shop.<, OPERATOR 2 shop.<=, OPERATOR 3 shop.=, OPERATOR 4 shop.>=, OPERATOR 5 shop.>, FUNCTION 1 shop.compare(shop.amount, shop.amount);
ALTER OPERATOR FAMILY shop.amount_ops USING btree ADD OPERATOR 1 shop.< (shop.amount, numeric), FUNCTION 1 (shop.amount, numeric) shop.compare(shop.amount, numeric);
COMMENT ON OPERATOR CLASS shop.amount_ops USING btree IS 'for sorting';
COMMENT ON OPERATOR FAMILY shop.amount_ops USING btree IS 'with numbers';
CREATE OPERATOR FAMILY shop."Hashes" USING hash;
CREATE OPERATOR CLASS shop.amount_hash FOR TYPE shop.amount USING hash FAMILY shop."Hashes" AS OPERATOR 1 shop.=, FUNCTION 1 shop.hash(shop.amount);
CREATE OPERATOR FAMILY shop.empty USING gin;
CREATE OPERATOR CLASS shop.near FOR TYPE point USING gist AS STORAGE box,
	OPERATOR 1 <<, OPERATOR 15 <-> (point, point) FOR ORDER BY pg_catalog.float_ops,
	FUNCTION 1 gist_point_consistent(internal, point, smallint, oid, internal), FUNCTION 2 gist_box_union(internal, internal),
	FUNCTION 3 gist_point_compress(internal), FUNCTION 5 gist_box_penalty(internal, internal, internal),
	FUNCTION 6 gist_box_picksplit(internal, internal), FUNCTION 7 gist_box_same(box, box, internal), FUNCTION 8 gist_point_distance(internal, point, smallint, oid, internal);
CREATE OPERATOR CLASS shop.texts FOR TYPE text USING btree FAMILY shop.amount_ops AS OPERATOR 1 <, FUNCTION 1 bttextcmp(text, text);
CREATE TABLE shop.priced (a shop.amount, p point);
CREATE INDEX sorted ON shop.priced (a);
CREATE INDEX hashed ON shop.priced USING hash (a shop.amount_hash);
CREATE VIEW shop.cheap AS SELECT * FROM shop.priced WHERE a OPERATOR(shop.<) 5.0 ORDER BY a;
CREATE TYPE shop.amounts AS RANGE (SUBTYPE = shop.amount);
