-- Collations of index keys that are not what their expressions have.
CREATE SCHEMA x;
CREATE TABLE x.t (b text, c text COLLATE "C", n name);
CREATE INDEX of_expressions ON x.t (lower(c) COLLATE "default", lower(c), (b COLLATE "C" || 'x') COLLATE "default", lower(b), (n::text) COLLATE "default", (n::text), (b || c) COLLATE "default");
CREATE INDEX of_columns ON x.t (c COLLATE "default", c, b);
