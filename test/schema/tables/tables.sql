-- Tables: persistence, parameters, access method, replica identity, row security, clustering, of a type, inheritance.
CREATE SCHEMA shop;
CREATE TABLE shop.nothing ();
CREATE UNLOGGED TABLE shop.unlogged (id integer GENERATED ALWAYS AS IDENTITY, payload text);
CREATE TABLE shop.parameters (a text, b jsonb) WITH (autovacuum_enabled = false, fillfactor = 70, toast.autovacuum_enabled = false,
	toast_tuple_target = 4096);
CREATE TABLE shop.method (a integer) USING heap;
CREATE TABLE shop.full_identity (a integer);
ALTER TABLE shop.full_identity REPLICA IDENTITY FULL;
CREATE TABLE shop.no_identity (a integer);
ALTER TABLE shop.no_identity REPLICA IDENTITY NOTHING;
CREATE TABLE shop.index_identity (a integer NOT NULL, b integer);
CREATE UNIQUE INDEX index_identity_a ON shop.index_identity (a);
ALTER TABLE shop.index_identity REPLICA IDENTITY USING INDEX index_identity_a;
CREATE TABLE shop.key_identity (a integer, b integer NOT NULL, CONSTRAINT key_identity_pkey PRIMARY KEY (a), CONSTRAINT key_identity_b_key UNIQUE (b));
ALTER TABLE shop.key_identity REPLICA IDENTITY USING INDEX key_identity_b_key;
ALTER TABLE shop.key_identity CLUSTER ON key_identity_pkey;
CREATE INDEX index_identity_b ON shop.index_identity (b);
ALTER TABLE shop.index_identity CLUSTER ON index_identity_b;
CREATE TABLE shop.guarded (a integer);
ALTER TABLE shop.guarded ENABLE ROW LEVEL SECURITY;
CREATE TABLE shop.forced (a integer);
ALTER TABLE shop.forced ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE TABLE shop.only_forced (a integer);
ALTER TABLE shop.only_forced FORCE ROW LEVEL SECURITY;
CREATE TABLE shop.dropped (a integer, gone text, b integer, gone_too text);
ALTER TABLE shop.dropped DROP COLUMN gone, DROP COLUMN gone_too;
CREATE TABLE shop.self (id integer PRIMARY KEY, parent integer REFERENCES shop.self, row_of shop.nothing);
CREATE TABLE shop.rows_of (a shop.self, many shop.self[]);
