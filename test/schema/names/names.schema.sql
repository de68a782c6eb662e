SET check_function_bodies = off;
SET client_min_messages = warning;
SET search_path = pg_catalog;
SET default_tablespace = '';
SET default_table_access_method = heap;

CREATE SCHEMA "user";

CREATE SCHEMA "Ünï.c""ode\ 1";

CREATE SEQUENCE "Ünï.c""ode\ 1"."s.e""q" AS bigint START WITH 1 INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 CACHE 1;

CREATE TABLE "user"."system_user" (
	merge integer,
	"authorization" integer,
	"between" integer,
	"json" integer,
	"values" integer
);

CREATE TABLE "user"."table" (
	"user" integer,
	"end" integer,
	"1st" integer,
	"_a$b" integer,
	"a-b" integer,
	"Ä" integer
);

CREATE INDEX "in.dex ""1" ON "user"."table" USING btree ("end", (("1st" + "user")), "Ä");

CREATE RULE "ru.le ""1" AS
    ON DELETE TO "user"."table" DO INSTEAD NOTHING;

CREATE POLICY "po.l ""1" ON "user"."table" USING (("1st" > 0));

CREATE STATISTICS "Ünï.c""ode\ 1"."st.a ""1" ON "1st", "end" FROM "user"."table";

CREATE TABLE "Ünï.c""ode\ 1"."T.a""b'l\e" (
	"select" integer NOT NULL,
	"C.o""l'u\mn" text DEFAULT 'a\b''c"d'::text,
	"日本" integer GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME "Ünï.c""ode\ 1"."T.a""b'l\e_日本_seq" START WITH 1 INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 CACHE 1) NOT NULL,
	CONSTRAINT "ch.eck ""1" CHECK (("日本" > 0)),
	CONSTRAINT "p.k ""1" PRIMARY KEY ("select"),
	CONSTRAINT "uni.que 'x'" UNIQUE ("C.o""l'u\mn")
);
COMMENT ON COLUMN "Ünï.c""ode\ 1"."T.a""b'l\e"."C.o""l'u\mn" IS E'quote '' backslash \\ and
a second line';

ALTER SEQUENCE "Ünï.c""ode\ 1"."s.e""q" OWNED BY "Ünï.c""ode\ 1"."T.a""b'l\e"."C.o""l'u\mn";

CREATE TRIGGER "tr.ig ""1" BEFORE UPDATE ON "Ünï.c""ode\ 1"."T.a""b'l\e" FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();
COMMENT ON TRIGGER "tr.ig ""1" ON "Ünï.c""ode\ 1"."T.a""b'l\e" IS '日本';

CREATE TABLE "Ünï.c""ode\ 1"."p.a ""1" (
	a integer
)
PARTITION BY LIST (a);

CREATE TABLE "Ünï.c""ode\ 1"."p.a ""2" (
	a integer
);

ALTER TABLE ONLY "Ünï.c""ode\ 1"."p.a ""1" ATTACH PARTITION "Ünï.c""ode\ 1"."p.a ""2" FOR VALUES IN (1);

CREATE INDEX "p.a ""2_a_idx" ON "Ünï.c""ode\ 1"."p.a ""2" USING btree (a);

CREATE TABLE "Ünï.c""ode\ 1"."trailing " (
	" " integer,
	"	tab" integer
);

CREATE TABLE "Ünï.c""ode\ 1".a23456789012345678901234567890123456789012345678901234567890123 (
	b23456789012345678901234567890123456789012345678901234567890123 integer NOT NULL,
	CONSTRAINT a234567890123456789012345678901234567890123456789012345678_pkey PRIMARY KEY (b23456789012345678901234567890123456789012345678901234567890123)
);

CREATE INDEX "p.i ""1" ON ONLY "Ünï.c""ode\ 1"."p.a ""1" USING btree (a);

ALTER INDEX "Ünï.c""ode\ 1"."p.i ""1" ATTACH PARTITION "Ünï.c""ode\ 1"."p.a ""2_a_idx";

CREATE VIEW "user"."v.i""ew" AS
 SELECT a."select",
    b."C.o""l'u\mn"
   FROM ("Ünï.c""ode\ 1"."T.a""b'l\e" a
     CROSS JOIN "Ünï.c""ode\ 1"."T.a""b'l\e" b);

ALTER TABLE "user"."table" ADD CONSTRAINT table_user_fkey FOREIGN KEY ("user") REFERENCES "Ünï.c""ode\ 1"."T.a""b'l\e"("select");

CREATE PUBLICATION "pu.b ""1" FOR
	TABLE ONLY "user"."table" ("user", "Ä");
