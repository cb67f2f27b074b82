-- name: job_make
-- Jobs come into being when first leased.
-- in: name text
INSERT INTO job (name, leased_until_us, last_us, result) VALUES ($1, 0, 0, '')
ON CONFLICT (name) DO NOTHING;

-- name: job_lease
-- One process gets it; no row: another has it.
-- in: name text, now int, until int
-- out: last_us int
UPDATE job SET leased_until_us = $3 WHERE name = $1 AND leased_until_us <= $2 RETURNING last_us;

-- name: job_done
-- Finished: the lease is given back.
-- in: name text, now int, result text
UPDATE job SET leased_until_us = 0, last_us = $2, result = $3 WHERE name = $1;

-- name: link_sweep
-- Links that expired before and were never answered by; those that were stay, because answers name them.
-- in: before int
DELETE FROM link WHERE expires_us < $1 AND used_us IS NULL;
