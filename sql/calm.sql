-- How calm a person is just before and after a session. Kept apart from measures: never an outcome, in no chart, review or letter.

-- name: calm_new
-- An entry that counts.
-- in: practice int, id int, client int, appointment int, phase text, value int, source text, at int, account int?, link int?
INSERT INTO calm (practice_id, id, client_id, appointment_id, phase, value, source, at_us, account_id, link_id, replaced_by, withdrawn_us)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, NULL, NULL);

-- name: calm_replaced
-- A correction takes the place of an entry that counts.
-- in: practice int, id int, by int
UPDATE calm SET replaced_by = $3 WHERE practice_id = $1 AND id = $2 AND replaced_by IS NULL AND withdrawn_us IS NULL;

-- name: calm_withdrawn
-- An entry that counts is taken back.
-- in: practice int, id int, at int
UPDATE calm SET withdrawn_us = $3 WHERE practice_id = $1 AND id = $2 AND replaced_by IS NULL AND withdrawn_us IS NULL;

-- name: calm_of_visit
-- All that was entered around one visit, counted or not, the oldest first.
-- in: practice int, appointment int
-- out: id int, client int, phase text, value int, source text, at int, account int?, link int?, replaced_by int?, withdrawn int?, account_name text
SELECT c.id, c.client_id, c.phase, c.value, c.source, c.at_us, c.account_id, c.link_id, c.replaced_by, c.withdrawn_us AS withdrawn,
    COALESCE(a.name, '') AS account_name
FROM calm c LEFT JOIN account a ON a.id = c.account_id
WHERE c.appointment_id = $2 AND c.practice_id = $1 ORDER BY c.id;

-- name: calm_of_client
-- What counts around a client's visits, the newest visit first: one row a visit.
-- in: practice int, client int, limit int
-- out: appointment int, day int, minute int, before int?, after int?
SELECT p.id AS appointment, p.day, p.minute, MAX(CASE WHEN c.phase = 'before' THEN c.value END) AS before,
    MAX(CASE WHEN c.phase = 'after' THEN c.value END) AS after
FROM calm c JOIN appointment p ON p.practice_id = c.practice_id AND p.id = c.appointment_id
WHERE c.client_id = $2 AND c.practice_id = $1 AND c.replaced_by IS NULL AND c.withdrawn_us IS NULL
GROUP BY p.id, p.day, p.minute, p.start_us ORDER BY p.start_us DESC LIMIT $3;
