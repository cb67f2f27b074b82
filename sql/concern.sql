-- Concerns: what a client comes for.

-- name: subject_client
-- What is needed of a client to record about them or to show their numbers.
-- in: practice int, id int
-- out: given text, family text, preferred text, born int?, merged_into int?
SELECT given, family, preferred, born, merged_into FROM client WHERE practice_id = $1 AND id = $2;

-- name: concern_of_client
-- A client's concerns: open ones first, the oldest first.
-- in: practice int, client int
-- out: id int, client int, kind text, place text, start_day int?, closed_day int?, version int, created int, regions text, onset_day int?, onset text, history text, condition text
SELECT id, client_id, kind, place, start_day, closed_day, version, created_us, regions, onset_day, onset, history, condition FROM concern
WHERE practice_id = $1 AND client_id = $2
ORDER BY CASE WHEN closed_day IS NULL THEN 0 ELSE 1 END, id;

-- name: concern_by_id
-- One concern.
-- in: practice int, id int
-- out: id int, client int, kind text, place text, start_day int?, closed_day int?, version int, created int, regions text, onset_day int?, onset text, history text, condition text
SELECT id, client_id, kind, place, start_day, closed_day, version, created_us, regions, onset_day, onset, history, condition FROM concern WHERE practice_id = $1 AND id = $2;

-- name: concern_new
-- A new concern; version 1.
-- in: practice int, id int, client int, kind text, place text, start_day int?, closed_day int?, created int, regions text, onset_day int?, onset text, history text, condition text
INSERT INTO concern (practice_id, id, client_id, kind, place, start_day, closed_day, version, created_us, regions, onset_day, onset, history, condition)
VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8, $9, $10, $11, $12, $13);

-- name: concern_change
-- Changes a concern that is still at the version seen.
-- in: practice int, id int, version int, place text, start_day int?, closed_day int?, regions text, onset_day int?, onset text, history text, condition text
UPDATE concern SET place = $4, start_day = $5, closed_day = $6, regions = $7, onset_day = $8, onset = $9, history = $10, condition = $11, version = version + 1
WHERE practice_id = $1 AND id = $2 AND version = $3;

-- name: concern_keep
-- The version that is about to be replaced.
-- in: practice int, id int, version int, at int, by int?, body text
INSERT INTO concern_before (practice_id, concern_id, version, at_us, by_id, body) VALUES ($1, $2, $3, $4, $5, $6);

-- name: concern_versions
-- What a concern was before, the newest first.
-- in: practice int, id int
-- out: version int, at int, by text?, body text
SELECT b.version, b.at_us, a.name AS by, b.body FROM concern_before b LEFT JOIN account a ON a.id = b.by_id
WHERE b.practice_id = $1 AND b.concern_id = $2
ORDER BY b.version DESC;
