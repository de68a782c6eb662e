-- Inheritance: several parents, merged columns, own and inherited defaults, NOT NULL, checks, generated columns.
CREATE SCHEMA fam;
CREATE TABLE fam.mother (id integer NOT NULL, name text DEFAULT 'm', CONSTRAINT named CHECK (name <> ''), CONSTRAINT mothers_only CHECK (id > 0) NO INHERIT);
CREATE TABLE fam.father (id integer, age integer DEFAULT 40, CONSTRAINT old CHECK (age > 0));
CREATE TABLE fam.child (toys text[], size integer CONSTRAINT small CHECK (size < 100)) INHERITS (fam.mother, fam.father);
CREATE TABLE fam.reversed () INHERITS (fam.father, fam.mother);
CREATE TABLE fam.overriding (name text DEFAULT 'o', age integer NOT NULL) INHERITS (fam.mother, fam.father);
CREATE TABLE fam.altered () INHERITS (fam.mother, fam.father);
ALTER TABLE fam.altered ALTER COLUMN name SET DEFAULT 'a', ALTER COLUMN age DROP DEFAULT, ALTER COLUMN name SET NOT NULL,
	ALTER COLUMN age SET STATISTICS 10, ALTER COLUMN name SET STORAGE external;
CREATE TABLE fam.grandchild (extra integer DEFAULT 1) INHERITS (fam.child);
CREATE TABLE fam.adopted (id integer, age integer DEFAULT 40, own integer, CONSTRAINT old CHECK (age > 0));
ALTER TABLE fam.adopted INHERIT fam.father;
CREATE TABLE fam.computed (a integer, b integer GENERATED ALWAYS AS (a * 2) STORED);
CREATE TABLE fam.computed_child () INHERITS (fam.computed);
CREATE TABLE fam.old_one (id integer);
CREATE TABLE fam.later () INHERITS (fam.old_one);
ALTER TABLE fam.old_one ADD COLUMN born date DEFAULT '2000-01-01';
ALTER TABLE fam.old_one ADD CONSTRAINT unproven CHECK (born > '1900-01-01') NOT VALID;
CREATE TABLE fam.latest () INHERITS (fam.old_one);
ALTER TABLE fam.later ADD CONSTRAINT own_check CHECK (born < '2100-01-01');
CREATE UNLOGGED TABLE fam.unlogged_child () INHERITS (fam.father);
CREATE TABLE fam."Zero parent" (z integer DEFAULT 0);
CREATE TABLE fam.a_child_of_zero () INHERITS (fam."Zero parent");
ALTER TABLE ONLY fam.a_child_of_zero ALTER COLUMN z SET DEFAULT 1;
COMMENT ON COLUMN fam.a_child_of_zero.z IS 'inherited';
CREATE TABLE fam.own_not_null (a integer, CONSTRAINT own_not_null_pkey PRIMARY KEY (a));
CREATE TABLE fam.collated (t text COLLATE "C");
CREATE TABLE fam.collated_child (u text COLLATE "POSIX") INHERITS (fam.collated);
