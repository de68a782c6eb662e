SET check_function_bodies = off;
SET client_min_messages = warning;
SET search_path = pg_catalog;
SET default_tablespace = '';
SET default_table_access_method = heap;

DROP SCHEMA IF EXISTS public;

CREATE SCHEMA shop;

CREATE TABLE shop.t (
	a integer
);
