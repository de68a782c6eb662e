SET check_function_bodies = off;
SET client_min_messages = warning;
SET search_path = pg_catalog;
SET default_tablespace = '';
SET default_table_access_method = heap;

CREATE SCHEMA "Ä.b ""c""\d";
COMMENT ON SCHEMA "Ä.b ""c""\d" IS E'two
lines, a \\ and "quotes"';

COMMENT ON SCHEMA public IS NULL;

CREATE TABLE "Ä.b ""c""\d".t (
	a integer
);
