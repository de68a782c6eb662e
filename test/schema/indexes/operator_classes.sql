-- Operator classes of other types than the key's, which are those types' own default; and those that need no word.
CREATE SCHEMA x;
CREATE DOMAIN x.word AS text;
CREATE DOMAIN x.short_word AS x.word;
CREATE TABLE x.t (t text, v varchar, b bpchar, i integer, o oid, r regclass, a text[], w x.short_word, ws x.word[], n inet, c cidr, g int4range);
CREATE INDEX of_other_types ON x.t (t bpchar_ops, i oid_ops, v bpchar_ops, w bpchar_ops, (t || v) bpchar_ops);
CREATE INDEX of_own_types ON x.t (t text_ops, v text_ops, b bpchar_ops, i int4_ops, o oid_ops, r oid_ops, a array_ops, w text_ops, ws array_ops, n inet_ops, c inet_ops, g range_ops);
CREATE INDEX by_hash ON x.t USING hash (w);
CREATE INDEX by_gin ON x.t USING gin (a, ws);
CREATE TYPE x.padded AS RANGE (SUBTYPE = text, SUBTYPE_OPCLASS = bpchar_ops);
CREATE TYPE x.words AS RANGE (SUBTYPE = x.short_word);
