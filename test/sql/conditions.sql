--
-- SQLSTATEs of class PM: what they are called, and how a caller tells them apart
--
CREATE EXTENSION pgmigrate;
SELECT * FROM pgmigrate.conditions();

-- Each is there once.
SELECT count(DISTINCT sqlstate) = count(*) AS codes, count(DISTINCT name) = count(*) AS names FROM pgmigrate.conditions();

-- A caller catches one by its code, and finds out what it is.
SELECT pgmigrate.revision('Carts', up => 'CREATE TABLE cart (id int);', rev_id => 'carts');
DO $$
DECLARE
	target text;
	code text;
BEGIN
	FOREACH target IN ARRAY '{carts,card,+1,head:,head@}'::text[] LOOP
		BEGIN
			PERFORM pgmigrate.upgrade(target);
			RAISE NOTICE '%: upgraded', target;
		EXCEPTION WHEN OTHERS THEN
			GET STACKED DIAGNOSTICS code = RETURNED_SQLSTATE;
			RAISE NOTICE '%: %', target, (SELECT c.name FROM pgmigrate.conditions() c WHERE c.sqlstate = code);
		END;
	END LOOP;
END
$$;
DO $$
BEGIN
	PERFORM pgmigrate.downgrade(-1);
EXCEPTION WHEN SQLSTATE 'PM021' THEN
	RAISE NOTICE 'there is no way back: %', sqlerrm;
END
$$;

DROP TABLE cart;
DROP EXTENSION pgmigrate;
DROP SCHEMA pgmigrate;
