SET check_function_bodies = off;
SET client_min_messages = warning;
SET search_path = pg_catalog;
SET default_tablespace = '';
SET default_table_access_method = heap;

CREATE SCHEMA fam;

CREATE TABLE fam."Zero parent" (
	z integer DEFAULT 0
);

CREATE TABLE fam.a_child_of_zero ()
INHERITS (fam."Zero parent");
COMMENT ON COLUMN fam.a_child_of_zero.z IS 'inherited';

ALTER TABLE ONLY fam.a_child_of_zero ALTER COLUMN z SET DEFAULT 1;

CREATE TABLE fam.collated (
	t text COLLATE pg_catalog."C"
);

CREATE TABLE fam.collated_child (
	u text COLLATE pg_catalog."POSIX"
)
INHERITS (fam.collated);

CREATE TABLE fam.computed (
	a integer,
	b integer GENERATED ALWAYS AS ((a * 2)) STORED
);

CREATE TABLE fam.computed_child ()
INHERITS (fam.computed);

CREATE TABLE fam.father (
	id integer,
	age integer DEFAULT 40,
	CONSTRAINT old CHECK ((age > 0))
);

CREATE TABLE fam.adopted (
	id integer,
	age integer DEFAULT 40,
	own integer,
	CONSTRAINT old CHECK ((age > 0))
)
INHERITS (fam.father);

CREATE TABLE fam.adopted_without (
	id integer,
	age integer DEFAULT NULL,
	own integer,
	CONSTRAINT old CHECK ((age > 0))
)
INHERITS (fam.father);

CREATE TABLE fam.mother (
	id integer NOT NULL,
	name text DEFAULT 'm'::text,
	CONSTRAINT mothers_only CHECK ((id > 0)) NO INHERIT,
	CONSTRAINT named CHECK ((name <> ''::text))
);

CREATE TABLE fam.altered ()
INHERITS (fam.mother, fam.father);
ALTER TABLE ONLY fam.altered ALTER COLUMN name SET NOT NULL;
ALTER TABLE ONLY fam.altered ALTER COLUMN name SET STORAGE external;
ALTER TABLE ONLY fam.altered ALTER COLUMN age SET STATISTICS 10;

ALTER TABLE ONLY fam.altered ALTER COLUMN age DROP DEFAULT;

ALTER TABLE ONLY fam.altered ALTER COLUMN name SET DEFAULT 'a'::text;

CREATE TABLE fam.child (
	toys text[],
	size integer,
	CONSTRAINT small CHECK ((size < 100))
)
INHERITS (fam.mother, fam.father);

CREATE TABLE fam.grandchild (
	extra integer DEFAULT 1
)
INHERITS (fam.child);

CREATE TABLE fam.old_one (
	id integer,
	born date DEFAULT '2000-01-01'::date
);

CREATE TABLE fam.later (
	CONSTRAINT own_check CHECK ((born < '2100-01-01'::date))
)
INHERITS (fam.old_one);

CREATE TABLE fam.latest ()
INHERITS (fam.old_one);

CREATE TABLE fam.middle ()
INHERITS (fam.old_one);

CREATE TABLE fam.lowest (
	own integer
)
INHERITS (fam.middle);

ALTER TABLE fam.old_one ADD CONSTRAINT proven_below CHECK ((id > 0)) NOT VALID;

ALTER TABLE fam.middle VALIDATE CONSTRAINT proven_below;

ALTER TABLE fam.old_one ADD CONSTRAINT unproven CHECK ((born > '1900-01-01'::date)) NOT VALID;

ALTER TABLE fam.latest VALIDATE CONSTRAINT unproven;

ALTER TABLE fam.middle VALIDATE CONSTRAINT unproven;

CREATE TABLE fam.overriding (
	name text DEFAULT 'o'::text,
	age integer DEFAULT 40 NOT NULL
)
INHERITS (fam.mother, fam.father);

CREATE TABLE fam.own_not_null (
	a integer NOT NULL,
	CONSTRAINT own_not_null_pkey PRIMARY KEY (a)
);

CREATE TABLE fam.reversed ()
INHERITS (fam.father, fam.mother);

CREATE UNLOGGED TABLE fam.unlogged_child ()
INHERITS (fam.father);
