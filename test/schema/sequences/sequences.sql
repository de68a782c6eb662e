-- Sequences: types, directions, bounds, cycle, owned by a column.
CREATE SCHEMA s;
CREATE SCHEMA t;
CREATE SEQUENCE s.plain;
CREATE SEQUENCE s.small AS smallint START WITH 5 INCREMENT BY 3 MINVALUE 2 MAXVALUE 100 CACHE 20 CYCLE;
CREATE SEQUENCE s.down AS integer INCREMENT BY -1;
CREATE SEQUENCE s.around_zero AS bigint START WITH 0 MINVALUE -9223372036854775808 MAXVALUE 0 INCREMENT BY -5;
CREATE UNLOGGED SEQUENCE s.unlogged;
CREATE TABLE s.orders (id bigint, number integer DEFAULT nextval('s.small'), "N o" integer);
CREATE SEQUENCE s."Own ed" OWNED BY s.orders."N o";
CREATE SEQUENCE s.owned OWNED BY s.orders.id;
ALTER TABLE s.orders ALTER COLUMN id SET DEFAULT nextval('s.owned');
CREATE TABLE s.serial (id serial PRIMARY KEY);
CREATE TABLE s.far (id integer DEFAULT nextval('s.plain'));
CREATE VIEW s.counted AS SELECT last_value FROM s.plain CROSS JOIN (SELECT 1 AS one) AS x;
COMMENT ON SEQUENCE s.down IS 'counts down';
