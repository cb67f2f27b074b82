-- Nobody and nothing is in two appointments at once. Equality is said as a range of one number, so that GiST needs no extension.
ALTER TABLE taken ADD CONSTRAINT taken_no_overlap EXCLUDE USING gist (int8range(resource_id, resource_id, '[]') WITH &&,
    int8range(from_us, until_us) WITH &&, int8range(place, place, '[]') WITH &&, int8range(practice_id, practice_id, '[]') WITH &&);
CREATE FUNCTION taken_is_replaced() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'taken: delete and insert' USING ERRCODE = '23514'; END $$;
CREATE TRIGGER taken_is_replaced BEFORE UPDATE ON taken FOR EACH STATEMENT EXECUTE FUNCTION taken_is_replaced();
