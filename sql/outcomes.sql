-- Outcomes of a practice by concern: whom they are about, and who treated them.

-- name: outcome_concerns
-- Concerns whose treatment began in a span of days, the latest first. The therapist is who gave most of the sessions since then (visits for
-- relaxation are none); NULL where nobody gave one.
-- in: practice int, from int, to int, most int
-- out: id int, client int, kind text, start_day int, onset_day int?, born int?, therapist int?
SELECT c.id, c.client_id, c.kind, c.start_day, c.onset_day, k.born,
    (SELECT p.account_id FROM appointment p
     WHERE p.client_id = c.client_id AND p.practice_id = c.practice_id AND p.state = 'done' AND p.kind <> 'relaxation'
         AND p.day >= c.start_day AND (c.closed_day IS NULL OR p.day <= c.closed_day)
     GROUP BY p.account_id ORDER BY COUNT(*) DESC, MIN(p.start_us), p.account_id LIMIT 1) AS therapist
FROM concern c JOIN client k ON k.practice_id = c.practice_id AND k.id = c.client_id
WHERE c.practice_id = $1 AND c.start_day >= $2 AND c.start_day <= $3
ORDER BY c.start_day DESC, c.id DESC LIMIT $4;

-- name: outcome_therapists
-- Everybody who is, or was, of the practice, in order of names.
-- in: practice int
-- out: id int, name text
SELECT a.id, a.name FROM member m JOIN account a ON a.id = m.account_id WHERE m.practice_id = $1 ORDER BY a.name, a.id;
