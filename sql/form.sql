-- name: form_done_get
-- Was this form taken before? Where did its answer lead?
-- in: practice int, key text
-- out: location text
SELECT location FROM form_done WHERE practice_id = $1 AND key = $2;

-- name: form_done_put
-- Remembers it; no row where another took it in between.
-- in: practice int, key text, location text, at_us int
INSERT INTO form_done (practice_id, key, location, at_us) VALUES ($1, $2, $3, $4)
ON CONFLICT (practice_id, key) DO NOTHING;

-- name: form_done_sweep
-- Forms taken long ago.
-- in: before int
DELETE FROM form_done WHERE at_us < $1;
