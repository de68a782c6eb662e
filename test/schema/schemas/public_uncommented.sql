-- The schema public without the comment that it was born with.
COMMENT ON SCHEMA public IS NULL;
CREATE SCHEMA "Ä.b ""c""\d";
COMMENT ON SCHEMA "Ä.b ""c""\d" IS E'two\nlines, a \\ and "quotes"';
CREATE TABLE "Ä.b ""c""\d".t (a integer);
