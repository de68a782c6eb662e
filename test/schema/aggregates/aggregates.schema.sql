SET check_function_bodies = off;
SET client_min_messages = warning;
SET search_path = pg_catalog;
SET default_tablespace = '';
SET default_table_access_method = heap;

CREATE SCHEMA shop;

CREATE AGGREGATE shop.averaged(numeric) (
	SFUNC = pg_catalog.numeric_avg_accum,
	STYPE = internal,
	FINALFUNC = pg_catalog.numeric_avg,
	COMBINEFUNC = pg_catalog.numeric_avg_combine,
	SERIALFUNC = pg_catalog.numeric_avg_serialize,
	DESERIALFUNC = pg_catalog.numeric_avg_deserialize,
	PARALLEL = restricted
);

CREATE AGGREGATE shop.counted(*) (
	SFUNC = pg_catalog.int8inc,
	STYPE = bigint,
	INITCOND = '0'
);
COMMENT ON AGGREGATE shop.counted(*) IS 'how many';

CREATE AGGREGATE shop.empty_condition(text) (
	SFUNC = pg_catalog.textcat,
	STYPE = text,
	INITCOND = ''
);

CREATE AGGREGATE shop.joined(VARIADIC text[]) (
	SFUNC = pg_catalog.array_cat,
	STYPE = text[]
);

CREATE FUNCTION shop.last(integer) RETURNS integer
	LANGUAGE sql
	AS $script$SELECT $1$script$;

CREATE FUNCTION shop.last_extra(integer, integer) RETURNS integer
	LANGUAGE sql
	AS $script$SELECT $1$script$;

CREATE AGGREGATE shop.mode(ORDER BY anyelement) (
	SFUNC = pg_catalog.ordered_set_transition,
	STYPE = internal,
	FINALFUNC = pg_catalog.mode_final,
	FINALFUNC_EXTRA,
	FINALFUNC_MODIFY = read_only
);

CREATE AGGREGATE shop.percentile(fraction double precision ORDER BY value anyelement) (
	SFUNC = pg_catalog.ordered_set_transition,
	STYPE = internal,
	FINALFUNC = pg_catalog.percentile_disc_final,
	FINALFUNC_EXTRA
);
COMMENT ON AGGREGATE shop.percentile(double precision, anyelement) IS 'sorted';

CREATE AGGREGATE shop.ranked(VARIADIC "any" ORDER BY VARIADIC "any") (
	SFUNC = pg_catalog.ordered_set_transition_multi,
	STYPE = internal,
	FINALFUNC = pg_catalog.rank_final,
	FINALFUNC_EXTRA,
	HYPOTHETICAL
);

CREATE AGGREGATE shop.smallest(integer) (
	SFUNC = pg_catalog.int4smaller,
	STYPE = integer,
	SORTOP = OPERATOR(pg_catalog.<)
);

CREATE AGGREGATE shop.total(integer) (
	SFUNC = pg_catalog.int4pl,
	STYPE = integer,
	SSPACE = 100,
	COMBINEFUNC = pg_catalog.int4pl,
	INITCOND = '0',
	MSFUNC = pg_catalog.int4pl,
	MINVFUNC = pg_catalog.int4mi,
	MSTYPE = integer,
	MSSPACE = 50,
	MINITCOND = '0',
	PARALLEL = safe
);
COMMENT ON AGGREGATE shop.total(integer) IS 'all of it';

CREATE AGGREGATE shop.with_final(value integer) (
	SFUNC = pg_catalog.int4pl,
	STYPE = integer,
	FINALFUNC = shop.last_extra,
	FINALFUNC_EXTRA,
	FINALFUNC_MODIFY = shareable,
	MSFUNC = pg_catalog.int4pl,
	MINVFUNC = pg_catalog.int4mi,
	MSTYPE = integer,
	MFINALFUNC = shop.last_extra,
	MFINALFUNC_EXTRA,
	MFINALFUNC_MODIFY = read_write
);
