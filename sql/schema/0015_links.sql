-- Links of more purposes: a link opens what it was made for, and nothing else.
ALTER TABLE link ADD COLUMN purpose @text NOT NULL DEFAULT 'answers';   -- answers (ratings, diary), intake, home (the client's own pages)
ALTER TABLE link ADD COLUMN appointment_id @id;                         -- the visit it was sent for, NULL none
