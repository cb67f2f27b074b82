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
-- What went wrong after sessions, as it is known now, the newest first, withdrawn ones too.
-- in: practice int, client int
-- out: id int, client int, appointment int?, day int, what text, severity text, days int?, hours int?, sites text?, words text, action text, at int, account int?, link int?, withdrawn int?, name text?, action_at int?, action_name text?, version int?, due int?, follow int?, closed int?, outcome text?, relation text?
SELECT e.id, e.client_id, e.appointment_id, COALESCE(v.day, e.day) AS day, COALESCE(v.what, e.what) AS what, COALESCE(v.severity, e.severity) AS severity,
    CASE WHEN v.id IS NULL THEN e.days ELSE v.days END AS days, CASE WHEN v.id IS NULL THEN e.hours ELSE v.hours END AS hours,
    CASE WHEN v.id IS NULL THEN e.sites ELSE v.sites END AS sites, COALESCE(v.words, e.words) AS words, e.action, e.at_us, e.account_id, e.link_id,
    e.withdrawn_us, a.name, e.action_us AS action_at, b.name AS action_name, v.id AS version, e.due_day, e.follow_id, e.closed_us, e.outcome, e.relation
FROM adverse_event e LEFT JOIN adverse_version v ON v.practice_id = e.practice_id AND v.event_id = e.id AND v.replaced_by IS NULL
    LEFT JOIN account a ON a.id = e.account_id LEFT JOIN account b ON b.id = e.action_account_id
WHERE e.practice_id = $1 AND e.client_id = $2
ORDER BY 4 DESC, e.id DESC;

-- name: adverse_by_id
-- One of them.
-- in: practice int, id int
-- out: id int, client int, appointment int?, day int, what text, severity text, days int?, hours int?, sites text?, words text, action text, at int, account int?, link int?, withdrawn int?, name text?, action_at int?, action_name text?, version int?, due int?, follow int?, closed int?, outcome text?, relation text?
SELECT e.id, e.client_id, e.appointment_id, COALESCE(v.day, e.day) AS day, COALESCE(v.what, e.what) AS what, COALESCE(v.severity, e.severity) AS severity,
    CASE WHEN v.id IS NULL THEN e.days ELSE v.days END AS days, CASE WHEN v.id IS NULL THEN e.hours ELSE v.hours END AS hours,
    CASE WHEN v.id IS NULL THEN e.sites ELSE v.sites END AS sites, COALESCE(v.words, e.words) AS words, e.action, e.at_us, e.account_id, e.link_id,
    e.withdrawn_us, a.name, e.action_us AS action_at, b.name AS action_name, v.id AS version, e.due_day, e.follow_id, e.closed_us, e.outcome, e.relation
FROM adverse_event e LEFT JOIN adverse_version v ON v.practice_id = e.practice_id AND v.event_id = e.id AND v.replaced_by IS NULL
    LEFT JOIN account a ON a.id = e.account_id LEFT JOIN account b ON b.id = e.action_account_id
WHERE e.practice_id = $1 AND e.id = $2;

-- name: adverse_new
-- Something unwanted after a session.
-- in: practice int, id int, client int, appointment int?, day int, what text, severity text, days int?, words text, action text, at int, account int?, link int?, hours int?, sites text?, due int?, follow int?
INSERT INTO adverse_event (practice_id, id, client_id, appointment_id, day, what, severity, days, words, action, at_us, account_id, link_id, hours, sites,
    due_day, follow_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17);

-- name: adverse_waiting
-- Those to be followed up, by when they are due: of one person and nobody's, or all.
-- in: practice int, limit int, account int?
-- out: id int, client int, given text, family text, preferred text, day int, due int, severity text
SELECT e.id, e.client_id, c.given, c.family, c.preferred, COALESCE(v.day, e.day) AS day, e.due_day, COALESCE(v.severity, e.severity) AS severity
FROM adverse_event e JOIN client c ON c.practice_id = e.practice_id AND c.id = e.client_id
    LEFT JOIN adverse_version v ON v.practice_id = e.practice_id AND v.event_id = e.id AND v.replaced_by IS NULL
WHERE e.practice_id = $1 AND e.due_day IS NOT NULL AND e.closed_us IS NULL AND e.withdrawn_us IS NULL
    AND (CAST($3 AS @int) IS NULL OR e.follow_id IS NULL OR e.follow_id = $3)
ORDER BY e.due_day, e.id LIMIT $2;

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
