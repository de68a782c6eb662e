-- What was told since the last call: which statement, and what it did to which object.
CREATE TEMP TABLE seen (n serial, id bigint);
INSERT INTO seen (id) VALUES (0);
CREATE FUNCTION pg_temp.told() RETURNS TABLE (n bigint, command_tag text, object_type text, identity text, previous_identity text)
LANGUAGE sql AS $$
	INSERT INTO seen (id) SELECT coalesce(max(id), 0) FROM pgmigrate.drift();
	SELECT dense_rank() OVER (ORDER BY d.id), o.command_tag, o.object_type, o.identity, o.previous_identity
		FROM pgmigrate.drift() d JOIN pgmigrate.changed_object o ON o.change = d.id
		WHERE d.id > (SELECT id FROM seen ORDER BY n DESC OFFSET 1 LIMIT 1) ORDER BY d.id, o.ordinal
$$;
