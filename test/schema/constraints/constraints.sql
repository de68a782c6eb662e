-- Constraints of every kind with every option.
CREATE SCHEMA k;
CREATE TABLE k.keys (a integer, b integer, c integer, d text, "E e" integer,
	CONSTRAINT "The key" PRIMARY KEY (a, b) INCLUDE (c, d) WITH (fillfactor = 80),
	CONSTRAINT keys_plain UNIQUE (c),
	CONSTRAINT keys_nulls UNIQUE NULLS NOT DISTINCT (c, d) INCLUDE ("E e"),
	CONSTRAINT keys_deferrable UNIQUE ("E e") DEFERRABLE,
	CONSTRAINT keys_deferred UNIQUE (d, "E e") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE k.deferred_key (a integer, CONSTRAINT deferred_key_pkey PRIMARY KEY (a) DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE k.checks (a integer, b text,
	CONSTRAINT plain CHECK (a > 0), CONSTRAINT many CHECK (a IS NOT NULL OR b <> 'it''s' AND length(b) < 10),
	CONSTRAINT no_children CHECK (a < 100) NO INHERIT, CONSTRAINT nothing CHECK (true), CONSTRAINT "row" CHECK (checks IS NOT NULL));
ALTER TABLE k.checks ADD CONSTRAINT unproven CHECK (a <> 5) NOT VALID, ADD CONSTRAINT unproven_alone CHECK (a <> 6) NO INHERIT NOT VALID;
CREATE TABLE k.foreign_keys (a integer, b integer, c integer, d integer,
	CONSTRAINT plain FOREIGN KEY (a, b) REFERENCES k.keys,
	CONSTRAINT turned FOREIGN KEY (b, a) REFERENCES k.keys (a, b) ON UPDATE CASCADE ON DELETE RESTRICT,
	CONSTRAINT full_match FOREIGN KEY (a, b) REFERENCES k.keys MATCH FULL ON DELETE SET NULL,
	CONSTRAINT some_null FOREIGN KEY (a, b) REFERENCES k.keys ON DELETE SET NULL (b),
	CONSTRAINT some_default FOREIGN KEY (a, b) REFERENCES k.keys ON UPDATE SET NULL ON DELETE SET DEFAULT (b, a),
	CONSTRAINT all_default FOREIGN KEY (a, b) REFERENCES k.keys ON UPDATE SET DEFAULT ON DELETE SET DEFAULT,
	CONSTRAINT no_action FOREIGN KEY (c) REFERENCES k.keys (c) ON UPDATE RESTRICT ON DELETE NO ACTION,
	CONSTRAINT deferrable_key FOREIGN KEY (c) REFERENCES k.keys (c) DEFERRABLE,
	CONSTRAINT deferred FOREIGN KEY (c) REFERENCES k.keys (c) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED);
ALTER TABLE k.foreign_keys ADD CONSTRAINT unproven FOREIGN KEY (c) REFERENCES k.keys (c) NOT VALID;
CREATE TABLE k.exclusions (a integer, r int4range, c circle, t text,
	CONSTRAINT plain EXCLUDE USING gist (r WITH &&),
	CONSTRAINT several EXCLUDE USING gist (c WITH &&, r WITH OPERATOR(pg_catalog.-|-)) WHERE (a > 0),
	CONSTRAINT by_btree EXCLUDE USING btree (a WITH =, lower(t) COLLATE "C" text_pattern_ops WITH =) INCLUDE (r) WITH (fillfactor = 60),
	CONSTRAINT deferred EXCLUDE USING hash (t WITH =) DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE k.twins (a integer, r int4range, CONSTRAINT one UNIQUE (a), CONSTRAINT range EXCLUDE USING gist (r WITH &&));
ALTER TABLE k.twins ADD CONSTRAINT other UNIQUE (a), ADD CONSTRAINT range_too EXCLUDE USING gist (r WITH &&);
CREATE TABLE k.first (id integer PRIMARY KEY, second integer);
CREATE TABLE k.second (id integer PRIMARY KEY, first integer REFERENCES k.first);
ALTER TABLE k.first ADD FOREIGN KEY (second) REFERENCES k.second;
CREATE UNIQUE INDEX by_index ON k.first (second);
ALTER TABLE k.first ADD CONSTRAINT by_index UNIQUE USING INDEX by_index;
CREATE TABLE k.by_unique_index (a integer);
CREATE UNIQUE INDEX only_an_index ON k.by_unique_index (a);
CREATE TABLE k.refers_to_index (a integer REFERENCES k.by_unique_index (a));
COMMENT ON CONSTRAINT unproven ON k.checks IS 'not yet';
COMMENT ON CONSTRAINT unproven ON k.foreign_keys IS 'nor this';
