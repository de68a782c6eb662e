SET check_function_bodies = off;
SET client_min_messages = warning;
SET search_path = pg_catalog;
SET default_tablespace = '';
SET default_table_access_method = heap;

CREATE SCHEMA shop;

CREATE TYPE shop.empty AS ();

CREATE TYPE shop.nothing AS ENUM ();

CREATE TYPE shop.state AS ENUM (
	'new',
	'it''s paid',
	E'back\\slash',
	'sent',
	'done'
);
COMMENT ON TYPE shop.state IS 'of an order';

CREATE TYPE shop.address AS (
	street text COLLATE pg_catalog."C",
	number character varying(10),
	"Zip" integer[],
	state shop.state
);
COMMENT ON TYPE shop.address IS 'where to';
COMMENT ON COLUMN shop.address.street IS 'and its house';

CREATE TYPE shop.nested AS (
	a shop.address,
	b shop.address[]
);
