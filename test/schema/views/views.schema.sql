SET check_function_bodies = off;
SET client_min_messages = warning;
SET search_path = pg_catalog;
SET default_tablespace = '';
SET default_table_access_method = heap;

CREATE SCHEMA v;

CREATE TABLE v.t (
	id integer NOT NULL,
	name text,
	n integer DEFAULT 5,
	CONSTRAINT t_pkey PRIMARY KEY (id)
);

CREATE TABLE v.u (
	id integer,
	t integer
);

CREATE VIEW v."select" AS
 SELECT 1 AS "from",
    2 AS "B b",
    3 AS "ü";

CREATE VIEW v.barrier WITH (security_barrier = 'true') AS
 SELECT 1 AS one;

CREATE VIEW v.collated AS
 SELECT ('a'::text COLLATE "C") AS a,
    (1)::numeric(5,2) AS b;

CREATE VIEW v.grouped AS
 SELECT t.id,
    t.name,
    count(u.id) AS n
   FROM (v.t t
     LEFT JOIN v.u u ON ((u.t = t.id)))
  GROUP BY t.id;

CREATE VIEW v.invoker WITH (security_barrier = 'false', security_invoker = 'true') AS
 SELECT 1 AS one;

CREATE MATERIALIZED VIEW v.kept AS
 SELECT t.id,
    t.name
   FROM (v.t t
     JOIN v.u u ON ((u.t = t.id)))
WITH NO DATA;

CREATE MATERIALIZED VIEW v.a_on_kept AS
 SELECT k.id
   FROM (v.kept k
     CROSS JOIN v.u u)
WITH NO DATA;

CREATE UNIQUE INDEX kept_id ON v.kept USING btree (id);

CREATE VIEW v.nothing AS
 SELECT;

CREATE VIEW v.numbers AS
 WITH RECURSIVE numbers(n) AS (
         VALUES (1)
        UNION ALL
         SELECT (numbers_1.n + 1)
           FROM numbers numbers_1
          WHERE (numbers_1.n < 10)
        )
 SELECT numbers.n
   FROM numbers;

CREATE VIEW v.on_grouped AS
 SELECT g.n,
    t.name
   FROM (v.grouped g
     CROSS JOIN v.t t);

CREATE VIEW v.row_of AS
 SELECT u.t,
    u.id
   FROM (v.t t
     CROSS JOIN v.u u);

CREATE MATERIALIZED VIEW v.tuned WITH (autovacuum_enabled = 'false', fillfactor = '70', toast.autovacuum_enabled = 'false') AS
 SELECT g.id,
    g.name,
    g.n
   FROM (v.grouped g
     CROSS JOIN v.u u)
WITH NO DATA;
ALTER MATERIALIZED VIEW v.tuned ALTER COLUMN id SET (n_distinct = '7');
ALTER MATERIALIZED VIEW v.tuned ALTER COLUMN name SET STATISTICS 200;
ALTER MATERIALIZED VIEW v.tuned ALTER COLUMN name SET STORAGE external;

CREATE VIEW v.with_defaults AS
 SELECT t.id,
    t.n AS "N n",
    u.id AS u
   FROM (v.t t
     CROSS JOIN v.u u);

ALTER VIEW v.with_defaults ALTER COLUMN "N n" SET DEFAULT 42;

ALTER VIEW v.with_defaults ALTER COLUMN u SET DEFAULT length('x'::text);

CREATE VIEW v.with_window AS
 SELECT t.id,
    sum(t.n) OVER w AS s
   FROM (v.t t
     CROSS JOIN v.u u)
  WINDOW w AS (PARTITION BY u.id ORDER BY t.id ROWS 3 PRECEDING);

CREATE VIEW v.z_base AS
 SELECT t.id,
    t.name,
    u.t
   FROM (v.t t
     JOIN v.u u ON ((u.t = t.id)));

CREATE VIEW v.a_on_base AS
 SELECT b.id,
    c.name
   FROM (v.z_base b
     CROSS JOIN v.z_base c);
