SET check_function_bodies = off;
SET client_min_messages = warning;
SET search_path = pg_catalog;
SET default_tablespace = '';
SET default_table_access_method = heap;

CREATE SCHEMA s;

CREATE SCHEMA t;

CREATE SEQUENCE s."Own ed" AS bigint START WITH 1 INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 CACHE 1;

CREATE SEQUENCE s.around_zero AS bigint START WITH 0 INCREMENT BY -5 MINVALUE -9223372036854775808 MAXVALUE 0 CACHE 1;

CREATE SEQUENCE s.down AS integer START WITH -1 INCREMENT BY -1 MINVALUE -2147483648 MAXVALUE -1 CACHE 1;
COMMENT ON SEQUENCE s.down IS 'counts down';

CREATE SEQUENCE s.owned AS bigint START WITH 1 INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 CACHE 1;

CREATE SEQUENCE s.plain AS bigint START WITH 1 INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 CACHE 1;

CREATE SEQUENCE s.serial_id_seq AS integer START WITH 1 INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 CACHE 1;

CREATE SEQUENCE s.small AS smallint START WITH 5 INCREMENT BY 3 MINVALUE 2 MAXVALUE 100 CACHE 20 CYCLE;

CREATE UNLOGGED SEQUENCE s.unlogged AS bigint START WITH 1 INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 CACHE 1;

CREATE TABLE s.far (
	id integer DEFAULT nextval('s.plain'::regclass)
);

CREATE TABLE s.orders (
	id bigint DEFAULT nextval('s.owned'::regclass),
	number integer DEFAULT nextval('s.small'::regclass),
	"N o" integer
);

ALTER SEQUENCE s."Own ed" OWNED BY s.orders."N o";

ALTER SEQUENCE s.owned OWNED BY s.orders.id;

CREATE TABLE s.serial (
	id integer DEFAULT nextval('s.serial_id_seq'::regclass) NOT NULL,
	CONSTRAINT serial_pkey PRIMARY KEY (id)
);

ALTER SEQUENCE s.serial_id_seq OWNED BY s.serial.id;

CREATE VIEW s.counted AS
 SELECT plain.last_value
   FROM (s.plain
     CROSS JOIN ( SELECT 1 AS one) x);
