SET check_function_bodies = off;
SET client_min_messages = warning;
SET search_path = pg_catalog;
SET default_tablespace = '';
SET default_table_access_method = heap;

CREATE SCHEMA "group";
COMMENT ON SCHEMA "group" IS 'a keyword''s';

COMMENT ON SCHEMA public IS 'ours';

CREATE TABLE public.t (
	a integer
);
