SET check_function_bodies = off;
SET search_path = pg_catalog;

DROP SCHEMA IF EXISTS public;

CREATE SCHEMA shop;

CREATE TABLE shop.t (
	a integer
);
