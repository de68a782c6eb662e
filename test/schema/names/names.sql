-- Names with quotes, capitals, keywords, dots, spaces, backslashes, letters beyond ASCII; names of 63 bytes.
CREATE SCHEMA "Ünï.c""ode\ 1";
CREATE SCHEMA "user";
SET search_path = "Ünï.c""ode\ 1";
CREATE TABLE "T.a""b'l\e" ("select" integer CONSTRAINT "p.k ""1" PRIMARY KEY, "C.o""l'u\mn" text DEFAULT 'a\b''c"d', "日本" integer GENERATED ALWAYS AS IDENTITY,
	CONSTRAINT "ch.eck ""1" CHECK ("日本" > 0), CONSTRAINT "uni.que 'x'" UNIQUE ("C.o""l'u\mn"));
CREATE TABLE "user"."table" ("user" integer REFERENCES "T.a""b'l\e", "end" integer, "1st" integer, "_a$b" integer, "a-b" integer, "Ä" integer);
CREATE INDEX "in.dex ""1" ON "user"."table" ("end", ("1st" + "user"), "Ä");
CREATE VIEW "user"."v.i""ew" AS SELECT a."select", b."C.o""l'u\mn" FROM "T.a""b'l\e" AS a CROSS JOIN "T.a""b'l\e" AS b;
CREATE SEQUENCE "s.e""q" OWNED BY "T.a""b'l\e"."C.o""l'u\mn";
CREATE TRIGGER "tr.ig ""1" BEFORE UPDATE ON "T.a""b'l\e" FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();
CREATE RULE "ru.le ""1" AS ON DELETE TO "user"."table" DO INSTEAD NOTHING;
CREATE POLICY "po.l ""1" ON "user"."table" USING ("1st" > 0);
CREATE STATISTICS "st.a ""1" ON "end", "1st" FROM "user"."table";
CREATE TABLE "p.a ""1" (a integer) PARTITION BY LIST (a);
CREATE TABLE "p.a ""2" PARTITION OF "p.a ""1" FOR VALUES IN (1);
CREATE INDEX "p.i ""1" ON "p.a ""1" (a);
CREATE TABLE a23456789012345678901234567890123456789012345678901234567890123 (b23456789012345678901234567890123456789012345678901234567890123 integer PRIMARY KEY);
CREATE PUBLICATION "pu.b ""1" FOR TABLE "user"."table" ("user", "Ä");
COMMENT ON COLUMN "T.a""b'l\e"."C.o""l'u\mn" IS 'quote '' backslash \ and
a second line';
COMMENT ON TRIGGER "tr.ig ""1" ON "T.a""b'l\e" IS '日本';
CREATE TABLE "user"."system_user" (merge integer, "authorization" integer, "between" integer, "json" integer, "values" integer);
CREATE TABLE "trailing " (" " integer, "	tab" integer);
