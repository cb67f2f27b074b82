-- How it was after the last session is asked wherever a client answers before a visit: who would rather not say is not asked again by the same link.
ALTER TABLE link ADD COLUMN after_skip_us @int; -- asked how it was after a session, the client would rather not say: since then; NULL: not so
