-- The schema public with a comment of its own, beside other schemas.
COMMENT ON SCHEMA public IS 'ours';
CREATE SCHEMA "group";
COMMENT ON SCHEMA "group" IS 'a keyword''s';
CREATE TABLE public.t (a integer);
