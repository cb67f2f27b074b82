-- Other care, adverse events, and the sessions that were held.

-- name: care_of_client
-- What else a client had, the newest first, withdrawn ones too.
-- in: practice int, client int
-- out: id int, client int, from_day int, to_day int?, kind text, words text, at int, account int?, link int?, withdrawn int?, name text?
SELECT o.id, o.client_id, o.from_day, o.to_day, o.kind, o.words, o.at_us, o.account_id, o.link_id, o.withdrawn_us, a.name
FROM other_care o LEFT JOIN account a ON a.id = o.account_id
WHERE o.practice_id = $1 AND o.client_id = $2
ORDER BY o.from_day DESC, o.id DESC;

-- name: care_by_id
-- One of them.
-- in: practice int, id int
-- out: id int, client int, from_day int, to_day int?, kind text, words text, at int, account int?, link int?, withdrawn int?, name text?
SELECT o.id, o.client_id, o.from_day, o.to_day, o.kind, o.words, o.at_us, o.account_id, o.link_id, o.withdrawn_us, a.name
FROM other_care o LEFT JOIN account a ON a.id = o.account_id
WHERE o.practice_id = $1 AND o.id = $2;

-- name: care_new
-- Something else that may explain a change.
-- in: practice int, id int, client int, from_day int, to_day int?, kind text, words text, at int, account int?, link int?
INSERT INTO other_care (practice_id, id, client_id, from_day, to_day, kind, words, at_us, account_id, link_id, withdrawn_us)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, NULL);

-- name: care_withdraw
-- Entered by mistake.
-- in: practice int, id int, at int
UPDATE other_care SET withdrawn_us = $3 WHERE practice_id = $1 AND id = $2 AND withdrawn_us IS NULL;

-- name: adverse_of_client
-- What went wrong after sessions, the newest first, withdrawn ones too.
-- in: practice int, client int
-- out: id int, client int, appointment int?, day int, what text, severity text, days int?, words text, action text, at int, account int?, link int?, withdrawn int?, name text?, action_at int?, action_name text?
SELECT e.id, e.client_id, e.appointment_id, e.day, e.what, e.severity, e.days, e.words, e.action, e.at_us, e.account_id, e.link_id, e.withdrawn_us, a.name,
    e.action_us AS action_at, b.name AS action_name
FROM adverse_event e LEFT JOIN account a ON a.id = e.account_id LEFT JOIN account b ON b.id = e.action_account_id
WHERE e.practice_id = $1 AND e.client_id = $2
ORDER BY e.day DESC, e.id DESC;

-- name: adverse_by_id
-- One of them.
-- in: practice int, id int
-- out: id int, client int, appointment int?, day int, what text, severity text, days int?, words text, action text, at int, account int?, link int?, withdrawn int?, name text?, action_at int?, action_name text?
SELECT e.id, e.client_id, e.appointment_id, e.day, e.what, e.severity, e.days, e.words, e.action, e.at_us, e.account_id, e.link_id, e.withdrawn_us, a.name,
    e.action_us AS action_at, b.name AS action_name
FROM adverse_event e LEFT JOIN account a ON a.id = e.account_id LEFT JOIN account b ON b.id = e.action_account_id
WHERE e.practice_id = $1 AND e.id = $2;

-- name: adverse_new
-- Something unwanted after a session.
-- in: practice int, id int, client int, appointment int?, day int, what text, severity text, days int?, words text, action text, at int, account int?, link int?
INSERT INTO adverse_event (practice_id, id, client_id, appointment_id, day, what, severity, days, words, action, at_us, account_id, link_id, withdrawn_us)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, NULL);

-- name: adverse_act
-- What was done about one that waits for it; what was said stays.
-- in: practice int, id int, action text, at int, account int
UPDATE adverse_event SET action = $3, action_us = $4, action_account_id = $5
WHERE practice_id = $1 AND id = $2 AND action = '' AND withdrawn_us IS NULL;

-- name: adverse_waiting
-- Moderate and severe ones about which nothing was done yet, the oldest first.
-- in: practice int, limit int
-- out: client int, given text, family text, preferred text, day int
SELECT e.client_id, c.given, c.family, c.preferred, e.day
FROM adverse_event e JOIN client c ON c.practice_id = e.practice_id AND c.id = e.client_id
WHERE e.practice_id = $1 AND e.action = '' AND e.severity <> 'mild' AND e.withdrawn_us IS NULL
ORDER BY e.day, e.id LIMIT $2;

-- name: adverse_withdraw
-- Entered by mistake.
-- in: practice int, id int, at int
UPDATE adverse_event SET withdrawn_us = $3 WHERE practice_id = $1 AND id = $2 AND withdrawn_us IS NULL;

-- name: sessions_held
-- A client's sessions that are over, the oldest first: those given, and those done that have no signed note yet (schema step 0018).
-- in: practice int, client int
-- out: id int, day int, minutes int, service text, given int
SELECT p.id, p.day, p.minutes, s.name AS service, CASE WHEN p.became = 'given' THEN 1 ELSE 0 END AS given
FROM dose p JOIN service s ON s.practice_id = p.practice_id AND s.id = p.service_id
WHERE p.practice_id = $1 AND p.client_id = $2 AND p.became IN ('given', 'no-note')
ORDER BY p.start_us;
