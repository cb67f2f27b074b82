-- How it was after the last session is asked wherever a client answers before a visit: who would rather not say is not asked again by the same link.
-- What staff wrote down by mistake is taken back, stays readable, and may be said again.
ALTER TABLE link ADD COLUMN after_skip_us @int; -- asked how it was after a session, the client would rather not say: since then; NULL: not so
ALTER TABLE after_said ADD COLUMN withdrawn_us @int; -- written down by mistake: taken back then; NULL: it counts
ALTER TABLE after_said ADD COLUMN withdrawn_id @id; -- by this account; NULL: it counts
ALTER TABLE after_said DROP CONSTRAINT after_said_pkey;
ALTER TABLE after_said ADD PRIMARY KEY (practice_id, appointment_id, at_us);
CREATE UNIQUE INDEX after_said_once ON after_said (practice_id, appointment_id) WHERE withdrawn_us IS NULL;
CREATE TRIGGER after_said_back_once BEFORE UPDATE OF withdrawn_us, withdrawn_id ON after_said FOR EACH ROW WHEN (OLD.withdrawn_us IS NOT NULL)
    EXECUTE FUNCTION stays();
