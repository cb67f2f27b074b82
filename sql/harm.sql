-- Adverse events followed up: versions, what was done, what was asked after which session, and the register.

-- name: adverse_version_new
-- What is known of one now; the version that counted so far is ended by it.
-- in: practice int, event int, id int, day int, what text, severity text, days int?, hours int?, sites text?, words text, reason text, at int, account int?, link int?
INSERT INTO adverse_version (practice_id, event_id, id, day, what, severity, days, hours, sites, words, reason, at_us, account_id, link_id, replaced_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, NULL);

-- name: adverse_version_end
-- The one that counted so far.
-- in: practice int, event int, by int
UPDATE adverse_version SET replaced_by = $3 WHERE practice_id = $1 AND event_id = $2 AND replaced_by IS NULL AND id <> $3;

-- name: adverse_versions
-- The report and what was known later, the oldest first.
-- in: practice int, event int
-- out: id int, day int, what text, severity text, days int?, hours int?, sites text?, words text, reason text, at int, account int?, name text?
SELECT versions.id, versions.day, versions.what, versions.severity, versions.days, versions.hours, versions.sites, versions.words, versions.reason, versions.at_us, versions.account_id, a.name
FROM (SELECT id, day, what, severity, days, hours, sites, words, '' AS reason, at_us, account_id FROM adverse_event WHERE practice_id = $1 AND id = $2
    UNION ALL SELECT id, day, what, severity, days, hours, sites, words, reason, at_us, account_id FROM adverse_version WHERE practice_id = $1 AND event_id = $2) versions
    LEFT JOIN account a ON a.id = versions.account_id
ORDER BY versions.at_us, versions.id;

-- name: adverse_act_new
-- Something done about one.
-- in: practice int, event int, id int, kind text, contact text, outcome text, relation text, words text, at int, account int?
INSERT INTO adverse_act (practice_id, event_id, id, kind, contact, outcome, relation, words, at_us, account_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: adverse_acts
-- All that was done about one, in order.
-- in: practice int, event int
-- out: id int, kind text, contact text, outcome text, relation text, words text, at int, account int?, name text?
SELECT x.id, x.kind, x.contact, x.outcome, x.relation, x.words, x.at_us, x.account_id, a.name
FROM adverse_act x LEFT JOIN account a ON a.id = x.account_id
WHERE x.practice_id = $1 AND x.event_id = $2
ORDER BY x.id;

-- name: adverse_stand
-- How its follow-up stands.
-- in: practice int, id int, due int?, closed int?, outcome text?, relation text?
UPDATE adverse_event SET due_day = $3, closed_us = $4, outcome = $5, relation = $6 WHERE practice_id = $1 AND id = $2;

-- name: treated_of_visit
-- What was done in a session, from its signed note.
-- in: practice int, appointment int
-- out: technique text, region text, minutes int, pressure int
SELECT t.technique, t.region, t.minutes, t.pressure
FROM note n JOIN treated t ON t.practice_id = n.practice_id AND t.note_id = n.id
WHERE n.practice_id = $1 AND n.appointment_id = $2 AND n.signed_us IS NOT NULL
ORDER BY t.position;

-- name: after_said_put
-- Nothing unusual followed a session: the first time stands.
-- in: practice int, appointment int, client int, at int, account int?, link int?
INSERT INTO after_said (practice_id, appointment_id, client_id, at_us, account_id, link_id) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (practice_id, appointment_id) DO NOTHING;

-- name: after_known
-- What is known of the time after a session: that nothing unusual followed, and how much was reported.
-- in: practice int, appointment int, client int
-- out: none int?, events int
SELECT (SELECT s.at_us FROM after_said s WHERE s.practice_id = $1 AND s.appointment_id = $2 AND s.client_id = $3) AS none_at,
    (SELECT COUNT(*) FROM adverse_event e WHERE e.appointment_id = $2 AND e.practice_id = $1 AND e.client_id = $3 AND e.withdrawn_us IS NULL) AS events;

-- name: harm_visits
-- Sessions with a signed note in which somebody was treated, row by row of what was done, the newest first; of one therapist, or all.
-- in: practice int, from int, to int, account int?, limit int
-- out: id int, start int, technique text, region text, asked int, none int
SELECT p.id, p.start_us, t.technique, t.region,
    CASE WHEN EXISTS (SELECT 1 FROM after_ask k WHERE k.practice_id = p.practice_id AND k.appointment_id = p.id) THEN 1 ELSE 0 END AS asked,
    CASE WHEN EXISTS (SELECT 1 FROM after_said s WHERE s.practice_id = p.practice_id AND s.appointment_id = p.id) THEN 1 ELSE 0 END AS none_said
FROM appointment p JOIN note n ON n.practice_id = p.practice_id AND n.appointment_id = p.id
    JOIN treated t ON t.practice_id = n.practice_id AND t.note_id = n.id
WHERE p.practice_id = $1 AND p.start_us >= $2 AND p.start_us < $3 AND n.signed_us IS NOT NULL AND (CAST($4 AS @int) IS NULL OR n.account_id = $4)
ORDER BY p.start_us DESC, p.id, t.position LIMIT $5;

-- name: harm_events
-- What followed sessions of a time, of all or of one therapist: of whoever wrote the session's note, as in harm_visits.
-- in: practice int, from int, to int, account int?
-- out: appointment int, what text, severity text, days int?
SELECT e.appointment_id, COALESCE(v.what, e.what) AS what, COALESCE(v.severity, e.severity) AS severity,
    CASE WHEN v.id IS NULL THEN e.days ELSE v.days END AS days
FROM appointment p JOIN adverse_event e ON e.appointment_id = p.id AND e.practice_id = p.practice_id
    LEFT JOIN adverse_version v ON v.practice_id = e.practice_id AND v.event_id = e.id AND v.replaced_by IS NULL
WHERE p.practice_id = $1 AND p.start_us >= $2 AND p.start_us < $3 AND e.withdrawn_us IS NULL AND (CAST($4 AS @int) IS NULL
    OR COALESCE((SELECT n.account_id FROM note n WHERE n.practice_id = p.practice_id AND n.appointment_id = p.id), p.account_id) = $4)
ORDER BY e.id;

-- name: harm_events_loose
-- What was reported of a time after no session that is known.
-- in: practice int, from int, to int
-- out: what text, severity text, days int?
SELECT COALESCE(v.what, e.what) AS what, COALESCE(v.severity, e.severity) AS severity, CASE WHEN v.id IS NULL THEN e.days ELSE v.days END AS days
FROM adverse_event e LEFT JOIN adverse_version v ON v.practice_id = e.practice_id AND v.event_id = e.id AND v.replaced_by IS NULL
WHERE e.appointment_id IS NULL AND e.practice_id = $1 AND e.day >= $2 AND e.day < $3 AND e.withdrawn_us IS NULL
ORDER BY e.id;

-- name: harm_withdrawn
-- How many were withdrawn: of what followed sessions of a time, and of what was reported of those days after no session that is known.
-- in: practice int, from int, to int, account int?, first int, end int
-- out: tied int, loose int
SELECT (SELECT COUNT(*) FROM appointment p JOIN adverse_event e ON e.appointment_id = p.id AND e.practice_id = p.practice_id
        WHERE p.practice_id = $1 AND p.start_us >= $2 AND p.start_us < $3 AND e.withdrawn_us IS NOT NULL AND (CAST($4 AS @int) IS NULL
            OR COALESCE((SELECT n.account_id FROM note n WHERE n.practice_id = p.practice_id AND n.appointment_id = p.id), p.account_id) = $4)) AS tied,
    (SELECT COUNT(*) FROM adverse_event e
        WHERE e.appointment_id IS NULL AND e.practice_id = $1 AND e.day >= $5 AND e.day < $6 AND e.withdrawn_us IS NOT NULL) AS loose;

-- name: after_due
-- Sessions with a signed note in which somebody was treated, that ended within a span and of which nothing is known nor was asked: the client may be
-- written to, was sent nothing since `since` and asked the like not since `week`, and has no visit after it up to `ahead`. With the session before it.
-- in: practice int, from int, to int, since int, week int, ahead int, sms int, after int, limit int
-- out: id int, client int, before int?
SELECT p.id, p.client_id, (SELECT b.id FROM dose b WHERE b.client_id = p.client_id AND b.practice_id = p.practice_id AND b.start_us < p.start_us AND b.became = 'given'
    ORDER BY b.start_us DESC LIMIT 1) AS before
FROM appointment p JOIN client c ON c.practice_id = p.practice_id AND c.id = p.client_id
    JOIN note n ON n.practice_id = p.practice_id AND n.appointment_id = p.id
WHERE p.practice_id = $1 AND p.start_us >= $2 - 86400000000 AND p.start_us < $3 AND p.end_us >= $2 AND p.end_us <= $3 AND p.id > $8 AND n.signed_us IS NOT NULL
    AND ((c.may_email = 1 AND c.email <> '') OR ($7 = 1 AND c.may_text = 1)) AND c.merged_into IS NULL
    AND EXISTS (SELECT 1 FROM treated t WHERE t.practice_id = n.practice_id AND t.note_id = n.id)
    AND NOT EXISTS (SELECT 1 FROM after_ask k WHERE k.client_id = p.client_id AND k.practice_id = p.practice_id AND (k.appointment_id = p.id OR k.at_us > $5))
    AND NOT EXISTS (SELECT 1 FROM after_said s WHERE s.practice_id = p.practice_id AND s.appointment_id = p.id)
    AND NOT EXISTS (SELECT 1 FROM adverse_event e WHERE e.appointment_id = p.id AND e.practice_id = p.practice_id AND e.withdrawn_us IS NULL)
    AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.client_id = p.client_id AND o.practice_id = p.practice_id AND o.created_us > $4)
    AND NOT EXISTS (SELECT 1 FROM appointment q WHERE q.client_id = p.client_id AND q.practice_id = p.practice_id AND q.start_us > p.start_us AND q.start_us <= $6
        AND q.state IN ('booked', 'arrived', 'in-session', 'done'))
ORDER BY p.id LIMIT $9;

-- name: after_session
-- What decides whether one asks after a session: its dose, whether a finding was worked around or overridden, and what followed it.
-- in: practice int, appointment int
-- out: minutes int, pressure int?, per_week int?, every_weeks int?, findings int, events int
SELECT p.minutes,
    (SELECT MAX(t.pressure) FROM note n JOIN treated t ON t.practice_id = n.practice_id AND t.note_id = n.id
        WHERE n.practice_id = p.practice_id AND n.appointment_id = p.id AND n.signed_us IS NOT NULL) AS pressure,
    k.per_week, k.every_weeks,
    (SELECT COUNT(*) FROM finding f WHERE f.client_id = p.client_id AND f.practice_id = p.practice_id AND f.unknown = 0 AND f.at_us <= p.start_us
        AND (f.ended_us IS NULL OR f.ended_us > p.start_us)
        AND (f.level >= 4 OR EXISTS (SELECT 1 FROM finding_act x WHERE x.finding_id = f.id AND x.practice_id = f.practice_id AND x.act = 'proceed' AND x.at_us <= p.end_us))) AS findings,
    (SELECT COUNT(*) FROM adverse_event e LEFT JOIN adverse_version v ON v.practice_id = e.practice_id AND v.event_id = e.id AND v.replaced_by IS NULL
        WHERE e.appointment_id = p.id AND e.practice_id = p.practice_id AND e.withdrawn_us IS NULL AND COALESCE(v.severity, e.severity) <> 'mild') AS events
FROM appointment p LEFT JOIN plan k ON k.practice_id = p.practice_id AND k.id = p.plan_id
WHERE p.practice_id = $1 AND p.id = $2;

-- name: after_ask_put
-- Asked how it was after a session, by this link.
-- in: practice int, appointment int, client int, why text, link int, at int
INSERT INTO after_ask (practice_id, appointment_id, client_id, why, link_id, at_us) VALUES ($1, $2, $3, $4, $5, $6);

-- name: after_ask_of_link
-- After which session a link asks.
-- in: practice int, client int, link int
-- out: appointment int
SELECT appointment_id FROM after_ask WHERE client_id = $2 AND practice_id = $1 AND link_id = $3;

-- name: after_last
-- A client's last session that was held on the days of a span, and what is known of the time after it: that nothing unusual followed (name: whose account
-- wrote that down), what was reported; whether another link that stands asks it; and, of the link that is looked from, what came by it, and that the
-- client would rather not say, by it or by one that was made from it.
-- in: practice int, client int, from int, before int, now int, link int
-- out: id int, day int, none int?, name text?, events int, elsewhere int, own int, skip int?
SELECT p.id, p.day, s.at_us AS none_at, a.name,
    (SELECT COUNT(*) FROM adverse_event e WHERE e.appointment_id = p.id AND e.practice_id = p.practice_id AND e.client_id = p.client_id AND e.withdrawn_us IS NULL) AS events,
    CASE WHEN EXISTS (SELECT 1 FROM after_ask k JOIN link l ON l.practice_id = k.practice_id AND l.id = k.link_id
        WHERE k.practice_id = p.practice_id AND k.appointment_id = p.id AND l.id <> $6 AND l.revoked_us IS NULL AND l.expires_us > $5) THEN 1 ELSE 0 END AS elsewhere,
    CASE WHEN s.link_id = $6 OR EXISTS (SELECT 1 FROM adverse_event e WHERE e.appointment_id = p.id AND e.practice_id = p.practice_id AND e.client_id = p.client_id
        AND e.link_id = $6 AND e.withdrawn_us IS NULL) THEN 1 ELSE 0 END AS own,
    (SELECT MIN(l.after_skip_us) FROM link l WHERE l.practice_id = p.practice_id AND l.client_id = p.client_id AND (l.id = $6 OR l.from_link_id = $6)) AS skip_at
FROM dose p LEFT JOIN after_said s ON s.practice_id = p.practice_id AND s.appointment_id = p.id AND s.client_id = p.client_id
    LEFT JOIN account a ON a.id = s.account_id
WHERE p.practice_id = $1 AND p.client_id = $2 AND p.day >= $3 AND p.day < $4 AND p.became IN ('given', 'no-note')
ORDER BY p.start_us DESC, p.id DESC LIMIT 1;

-- name: after_skipped
-- Since when a client would rather not say how it was, by this link or by one that was made from it.
-- in: practice int, client int, link int
-- out: skip int?
SELECT MIN(after_skip_us) AS skip_at FROM link WHERE practice_id = $1 AND client_id = $2 AND (id = $3 OR from_link_id = $3);

-- name: after_skip
-- Whoever has this link would rather not say how it was: the first time stands.
-- in: practice int, link int, at int
UPDATE link SET after_skip_us = $3 WHERE practice_id = $1 AND id = $2 AND after_skip_us IS NULL;
