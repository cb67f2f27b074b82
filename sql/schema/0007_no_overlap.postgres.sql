-- Nobody and nothing is in two appointments at once. btree_gist comes with PostgreSQL and is a trusted extension.
CREATE EXTENSION IF NOT EXISTS btree_gist;
ALTER TABLE taken ADD CONSTRAINT taken_no_overlap EXCLUDE USING gist
    (practice_id WITH =, resource_id WITH =, place WITH =, int8range(from_us, until_us) WITH &&);
CREATE FUNCTION taken_is_replaced() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'taken: delete and insert' USING ERRCODE = '23514'; END $$;
CREATE TRIGGER taken_is_replaced BEFORE UPDATE ON taken FOR EACH STATEMENT EXECUTE FUNCTION taken_is_replaced();
