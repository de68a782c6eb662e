-- Aggregates of each sort with every option.
CREATE SCHEMA shop;
CREATE AGGREGATE shop.total(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0', COMBINEFUNC = int4pl, SSPACE = 100,
	MSFUNC = int4pl, MINVFUNC = int4mi, MSTYPE = integer, MINITCOND = '0', MSSPACE = 50, PARALLEL = SAFE);
CREATE FUNCTION shop.last(integer) RETURNS integer LANGUAGE sql AS 'SELECT $1';
CREATE FUNCTION shop.last_extra(integer, integer) RETURNS integer LANGUAGE sql AS 'SELECT $1';
CREATE AGGREGATE shop.with_final(value integer) (SFUNC = int4pl, STYPE = integer, FINALFUNC = shop.last_extra, FINALFUNC_EXTRA, FINALFUNC_MODIFY = SHAREABLE,
	MSFUNC = int4pl, MINVFUNC = int4mi, MSTYPE = integer, MFINALFUNC = shop.last_extra, MFINALFUNC_EXTRA, MFINALFUNC_MODIFY = READ_WRITE);
CREATE AGGREGATE shop.counted(*) (SFUNC = int8inc, STYPE = bigint, INITCOND = '0');
CREATE AGGREGATE shop.smallest(integer) (SFUNC = int4smaller, STYPE = integer, SORTOP = <);
CREATE AGGREGATE shop.empty_condition(text) (SFUNC = textcat, STYPE = text, INITCOND = '');
CREATE AGGREGATE shop.averaged(numeric) (SFUNC = numeric_avg_accum, STYPE = internal, FINALFUNC = numeric_avg, COMBINEFUNC = numeric_avg_combine,
	SERIALFUNC = numeric_avg_serialize, DESERIALFUNC = numeric_avg_deserialize, PARALLEL = RESTRICTED);
CREATE AGGREGATE shop.percentile(fraction double precision ORDER BY value anyelement)
	(SFUNC = ordered_set_transition, STYPE = internal, FINALFUNC = percentile_disc_final, FINALFUNC_EXTRA);
CREATE AGGREGATE shop.mode(ORDER BY anyelement)
	(SFUNC = ordered_set_transition, STYPE = internal, FINALFUNC = mode_final, FINALFUNC_EXTRA, FINALFUNC_MODIFY = READ_ONLY);
CREATE AGGREGATE shop.ranked(VARIADIC "any" ORDER BY VARIADIC "any")
	(SFUNC = ordered_set_transition_multi, STYPE = internal, FINALFUNC = rank_final, FINALFUNC_EXTRA, HYPOTHETICAL);
CREATE AGGREGATE shop.joined(VARIADIC text[]) (SFUNC = array_cat, STYPE = text[]);
COMMENT ON AGGREGATE shop.total(integer) IS 'all of it';
COMMENT ON AGGREGATE shop.counted(*) IS 'how many';
COMMENT ON AGGREGATE shop.percentile(double precision ORDER BY anyelement) IS 'sorted';
