SET check_function_bodies = off;
SET client_min_messages = warning;
SET search_path = pg_catalog;
SET default_tablespace = '';
SET default_table_access_method = heap;

CREATE SCHEMA shop;

CREATE COLLATION shop."Mixed" (PROVIDER = libc, LC_COLLATE = 'C', LC_CTYPE = 'POSIX');

CREATE COLLATION shop.german (PROVIDER = icu, LOCALE = 'de-u-co-phonebk');

CREATE COLLATION shop.no_case (PROVIDER = icu, LOCALE = 'und-u-ks-level2', DETERMINISTIC = false);
COMMENT ON COLLATION shop.no_case IS 'large or small';

CREATE COLLATION shop.plain (PROVIDER = libc, LOCALE = 'C');

CREATE DEFAULT CONVERSION shop."Default" FOR 'UTF8' TO 'LATIN1' FROM pg_catalog.utf8_to_iso8859_1;

CREATE CONVERSION shop.one FOR 'LATIN1' TO 'UTF8' FROM pg_catalog.iso8859_1_to_utf8;
COMMENT ON CONVERSION shop.one IS 'of letters';

CREATE TABLE shop.named (
	a text COLLATE shop.no_case,
	b text COLLATE shop."Mixed"
);
