-- Objects that need each other.
CREATE SCHEMA y;
CREATE TABLE y.a (id integer PRIMARY KEY, b integer);
CREATE TABLE y.b (id integer PRIMARY KEY, a integer REFERENCES y.a);
ALTER TABLE y.a ADD FOREIGN KEY (b) REFERENCES y.b;
CREATE TABLE y.loops (id integer, v integer);
CREATE VIEW y.first AS SELECT 1 AS x, 'a'::text AS t;
CREATE VIEW y.second AS SELECT f.x, g.t FROM y.first AS f CROSS JOIN y.first AS g;
CREATE OR REPLACE VIEW y.first AS SELECT s.x, u.t FROM y.second AS s CROSS JOIN y.second AS u;
CREATE TABLE y.ruled (id integer PRIMARY KEY, n integer);
CREATE RULE r AS ON INSERT TO y.ruled DO ALSO INSERT INTO y.loops SELECT s.x, new.n FROM y.second AS s CROSS JOIN y.ruled AS r;
