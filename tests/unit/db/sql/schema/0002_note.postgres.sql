-- A step with a text for each engine: what is written stays.
CREATE TABLE note (
    id BIGINT PRIMARY KEY, -- the note
    t TEXT NOT NULL        -- its text; never changes
);
CREATE FUNCTION note_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a note stays' USING ERRCODE = '23514';
END $$;
CREATE TRIGGER note_stays BEFORE UPDATE ON note FOR EACH ROW EXECUTE FUNCTION note_stays();
