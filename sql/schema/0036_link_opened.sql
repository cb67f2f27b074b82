-- A link says when it was first opened, so that somebody who did not answer can be told from a message that was never seen.
ALTER TABLE link ADD COLUMN opened_us @int; -- its page was first shown then, to whoever opened it; NULL: not yet, or before this was kept
