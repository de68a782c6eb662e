SET check_function_bodies = off;
SET client_min_messages = warning;
SET search_path = pg_catalog;
SET default_tablespace = '';
SET default_table_access_method = heap;

CREATE SCHEMA shop;

CREATE DOMAIN shop.circle AS integer;

CREATE DOMAIN shop.code AS character varying(20) COLLATE pg_catalog."C" DEFAULT ('x'::text || 'y'::text) NOT NULL
	CONSTRAINT not_empty CHECK (((VALUE)::text <> ''::text))
	CONSTRAINT short CHECK ((length((VALUE)::text) < 10));
COMMENT ON DOMAIN shop.code IS 'of an article';
COMMENT ON CONSTRAINT short ON DOMAIN shop.code IS 'not long';

CREATE DOMAIN shop.later AS integer;

ALTER DOMAIN shop.later ADD CONSTRAINT positive CHECK ((VALUE > 0)) NOT VALID;
COMMENT ON CONSTRAINT positive ON DOMAIN shop.later IS 'one day';

CREATE DOMAIN shop.list AS integer[];

CREATE FUNCTION shop.is_round(shop.circle) RETURNS boolean
	LANGUAGE sql
	IMMUTABLE
	AS $script$SELECT true$script$;

ALTER DOMAIN shop.circle ADD CONSTRAINT round CHECK (shop.is_round((VALUE)::shop.circle));

CREATE SEQUENCE shop.numbers AS bigint START WITH 1 INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 CACHE 1;

CREATE DOMAIN shop.number AS bigint DEFAULT nextval('shop.numbers'::regclass);

CREATE DOMAIN shop.of_domain AS shop.number DEFAULT nextval('shop.numbers'::regclass);

CREATE DOMAIN shop.without AS shop.number;
ALTER DOMAIN shop.without DROP DEFAULT;
