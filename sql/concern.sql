-- Concerns: what a client comes for.

-- name: subject_client
-- What is needed of a client to record about them or to show their numbers.
-- in: practice int, id int
-- out: given text, family text, preferred text, born int?, merged_into int?
SELECT given, family, preferred, born, merged_into FROM client WHERE practice_id = $1 AND id = $2;

-- name: concern_of_client
-- A client's concerns: open ones first, the oldest first.
-- in: practice int, client int
-- out: id int, client int, kind text, place text, start_day int?, closed_day int?, version int, created int
SELECT id, client_id, kind, place, start_day, closed_day, version, created_us FROM concern
WHERE practice_id = $1 AND client_id = $2
ORDER BY CASE WHEN closed_day IS NULL THEN 0 ELSE 1 END, id;

-- name: concern_by_id
-- One concern.
-- in: practice int, id int
-- out: id int, client int, kind text, place text, start_day int?, closed_day int?, version int, created int
SELECT id, client_id, kind, place, start_day, closed_day, version, created_us FROM concern WHERE practice_id = $1 AND id = $2;

-- name: concern_new
-- A new concern; version 1.
-- in: practice int, id int, client int, kind text, place text, start_day int?, closed_day int?, created int
INSERT INTO concern (practice_id, id, client_id, kind, place, start_day, closed_day, version, created_us)
VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8);

-- name: concern_change
-- Changes a concern that is still at the version seen.
-- in: practice int, id int, version int, place text, start_day int?, closed_day int?
UPDATE concern SET place = $4, start_day = $5, closed_day = $6, version = version + 1
WHERE practice_id = $1 AND id = $2 AND version = $3;
