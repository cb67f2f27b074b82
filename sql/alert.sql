-- Alerts: who is told the same day, what was raised, and what was done then. What was raised stays.

-- name: alert_setting_get
-- Who is told, and when they can be reached.
-- in: practice int
-- out: account int?, address text, phone text, weekdays int, until_minute int, away_until int?, address_version int, confirmed int?, emergency text, crisis_line text, crisis int?, version int
SELECT account_id, address, phone, weekdays, until_minute, away_until, address_version, confirmed_us, emergency, crisis_line, crisis_us, version
FROM alert_setting WHERE practice_id = $1;

-- name: alert_setting_put
-- The first one, or the next after the version seen.
-- in: practice int, account int?, address text, phone text, weekdays int, until_minute int, away_until int?, address_version int, confirmed int?, emergency text, crisis_line text, crisis int?, at int, by int?, version int
INSERT INTO alert_setting (practice_id, account_id, address, phone, weekdays, until_minute, away_until, address_version, confirmed_us, emergency,
    crisis_line, crisis_us, at_us, changed_by, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15 + 1)
ON CONFLICT (practice_id) DO UPDATE SET account_id = $2, address = $3, phone = $4, weekdays = $5, until_minute = $6, away_until = $7,
    address_version = $8, confirmed_us = $9, emergency = $10, crisis_line = $11, crisis_us = $12, at_us = $13, changed_by = $14,
    version = alert_setting.version + 1
WHERE alert_setting.version = $15;

-- name: alert_new
-- Raised with the answers, in the same transaction.
-- in: practice int, id int, client int, response int?, instrument text, fired text, account int?, mail int?, raised int, due int, cause text, about int?, level int
INSERT INTO alert (practice_id, id, client_id, response_id, instrument, fired, account_id, mail_id, raised_us, due_us, said, said_us, escalated_us,
    closed_us, version, cause, about_id, level)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '', NULL, NULL, NULL, 1, $11, $12, $13);

-- name: alert_by_id
-- One, with the name of whom it is about and of who was named.
-- in: practice int, id int
-- out: client int, response int?, instrument text, fired text, account int?, account_name text, mail int?, raised int, due int, said text, said_us int?, escalated int?, closed int?, version int, given text, family text, preferred text, cause text, about int?, level int
SELECT x.client_id, x.response_id, x.instrument, x.fired, x.account_id, COALESCE(a.name, ''), x.mail_id, x.raised_us, x.due_us, x.said, x.said_us,
    x.escalated_us, x.closed_us, x.version, c.given, c.family, c.preferred, x.cause, x.about_id, x.level
FROM alert x
JOIN client c ON c.practice_id = x.practice_id AND c.id = x.client_id
LEFT JOIN account a ON a.id = x.account_id
WHERE x.practice_id = $1 AND x.id = $2;

-- name: alert_of_response
-- The one that these answers raised.
-- in: practice int, response int
-- out: id int
SELECT id FROM alert WHERE practice_id = $1 AND response_id = $2;

-- name: alert_of_event
-- The one that an adverse event raised.
-- in: practice int, event int
-- out: id int, client int
SELECT id, client_id FROM alert WHERE practice_id = $1 AND about_id = $2 AND cause = 'event';

-- name: alert_of_client
-- All about one client, the newest first.
-- in: practice int, client int
-- out: id int, response int?, instrument text, fired text, raised int, due int, said text, closed int?, cause text, about int?, level int, version int
SELECT id, response_id, instrument, fired, raised_us, due_us, said, closed_us, cause, about_id, level, version FROM alert WHERE practice_id = $1 AND client_id = $2 ORDER BY raised_us DESC, id DESC;

-- name: alert_waiting
-- Those that nobody acted on, the oldest first. Mail that waits after a try that nobody took has reached nobody so far.
-- in: practice int
-- out: id int, client int, instrument text, fired text, account int?, account_name text, mail int?, raised int, due int, said text, escalated int?, given text, family text, preferred text, seen int, mail_state text, cause text, level int
SELECT x.id, x.client_id, x.instrument, x.fired, x.account_id, COALESCE(a.name, ''), x.mail_id, x.raised_us, x.due_us, x.said, x.escalated_us, c.given, c.family, c.preferred,
    (SELECT COUNT(*) FROM alert_act s WHERE s.practice_id = x.practice_id AND s.alert_id = x.id AND s.kind = 'seen'),
    CASE WHEN o.state = 'waiting' AND o.error <> '' THEN 'failed' ELSE COALESCE(o.state, '') END, x.cause, x.level
FROM alert x
JOIN client c ON c.practice_id = x.practice_id AND c.id = x.client_id
LEFT JOIN account a ON a.id = x.account_id
LEFT JOIN outbox o ON o.practice_id = x.practice_id AND o.id = x.mail_id
WHERE x.practice_id = $1 AND x.closed_us IS NULL
ORDER BY x.raised_us, x.id;

-- name: alert_set
-- What the client said, whether the owners were told, whether it was acted on: from the version seen.
-- in: practice int, id int, said text, said_at int?, closed int?, version int
UPDATE alert SET said = $3, said_us = $4, closed_us = $5, version = version + 1 WHERE practice_id = $1 AND id = $2 AND version = $6;

-- name: alert_act_new
-- One thing that was done or said.
-- in: practice int, alert int, id int, kind text, words text, at int, account int?
INSERT INTO alert_act (practice_id, alert_id, id, kind, words, at_us, account_id) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: alert_acts
-- What was done and said, in order.
-- in: practice int, alert int
-- out: id int, kind text, words text, at int, account int?, account_name text
SELECT t.id, t.kind, t.words, t.at_us, t.account_id, COALESCE(a.name, '')
FROM alert_act t LEFT JOIN account a ON a.id = t.account_id
WHERE t.practice_id = $1 AND t.alert_id = $2 ORDER BY t.id;

-- name: alert_of_link
-- What a link raised, the newest first; what the client has not answered stands before what they have.
-- in: practice int, client int, link int
-- out: id int, said text, sent int, shown int
SELECT x.id, x.said, CASE WHEN r.submitted_us IS NULL THEN 0 ELSE 1 END,
    (SELECT COUNT(*) FROM alert_act s WHERE s.practice_id = x.practice_id AND s.alert_id = x.id AND s.kind = 'shown')
FROM alert x JOIN response r ON r.practice_id = x.practice_id AND r.id = x.response_id
WHERE x.practice_id = $1 AND x.client_id = $2 AND r.link_id = $3
ORDER BY CASE WHEN x.said = '' THEN 0 ELSE 1 END, x.id DESC LIMIT 1;

-- name: alert_answer_new
-- An answer to one of the questions that ask for help.
-- in: practice int, alert int, id int, item text, answer text, at int
INSERT INTO alert_answer (practice_id, alert_id, id, item, answer, at_us) VALUES ($1, $2, $3, $4, $5, $6);

-- name: alert_answers
-- What was answered, in order.
-- in: practice int, alert int
-- out: id int, item text, answer text, at int
SELECT id, item, answer, at_us FROM alert_answer WHERE practice_id = $1 AND alert_id = $2 ORDER BY id;

-- name: alert_owners
-- Whose address was confirmed, and which.
-- in: practice int
-- out: account int, address text, confirmed int
SELECT account_id, address, confirmed_us FROM alert_owner WHERE practice_id = $1 ORDER BY account_id;

-- name: alert_owner_put
-- An owner's address holds from now on.
-- in: practice int, account int, address text, confirmed int
INSERT INTO alert_owner (practice_id, account_id, address, confirmed_us) VALUES ($1, $2, $3, $4)
ON CONFLICT (practice_id, account_id) DO UPDATE SET address = $3, confirmed_us = $4;

-- name: alert_late
-- Those that nobody acted on in time, or whose mail reached nobody, and the owners do not know of yet. Of every practice: a job.
-- in: now int, limit int
-- out: practice int, id int
SELECT x.practice_id, x.id FROM alert x
LEFT JOIN outbox o ON o.practice_id = x.practice_id AND o.id = x.mail_id
WHERE x.closed_us IS NULL AND x.escalated_us IS NULL AND (x.due_us < $1 OR o.id IS NULL OR o.state IN ('failed', 'stopped'))
ORDER BY x.due_us LIMIT $2;

-- name: alert_escalated
-- The owners are told, once.
-- in: practice int, id int, at int
UPDATE alert SET escalated_us = $3, version = version + 1 WHERE practice_id = $1 AND id = $2 AND escalated_us IS NULL AND closed_us IS NULL;

-- name: alert_therapist
-- Who is to act for a client: the therapist of their next visit, else of the plan that runs, else of the last session, else the person that the
-- practice named; somebody who treats there now. None: every owner is told.
-- in: practice int, client int, now int
-- out: account int
SELECT chosen.account_id
FROM (SELECT 1 AS place, coming.account_id FROM (SELECT account_id FROM appointment
        WHERE client_id = $2 AND practice_id = $1 AND end_us > $3 AND state IN ('booked', 'arrived', 'in-session') ORDER BY start_us LIMIT 1) coming
    UNION ALL SELECT 2, running.account_id FROM (SELECT account_id FROM plan
        WHERE client_id = $2 AND practice_id = $1 AND state = 'active' ORDER BY created_us DESC, id DESC LIMIT 1) running
    UNION ALL SELECT 3, been.account_id FROM (SELECT account_id FROM appointment
        WHERE client_id = $2 AND practice_id = $1 AND state = 'done' ORDER BY start_us DESC LIMIT 1) been
    UNION ALL SELECT 4, s.account_id FROM alert_setting s WHERE s.practice_id = $1) chosen
JOIN member m ON m.practice_id = $1 AND m.account_id = chosen.account_id
WHERE m.active = 1 AND m.role IN ('owner', 'therapist')
ORDER BY chosen.place LIMIT 1;

-- name: alert_findings
-- What was found of a client until an alert was raised, the newest first: it shows them as they were.
-- in: practice int, client int, raised int, limit int
-- out: rule text, level int, body text
SELECT rule, level, body FROM finding WHERE practice_id = $1 AND client_id = $2 AND at_us <= $3 ORDER BY id DESC LIMIT $4;

-- name: alert_clients
-- Who began a health form, sent or not, behind the one seen last.
-- in: practice int, after int, limit int
-- out: client int
SELECT c.id AS client FROM client c
WHERE c.practice_id = $1 AND c.id > $2 AND c.merged_into IS NULL
    AND EXISTS (SELECT 1 FROM intake i WHERE i.client_id = c.id AND i.practice_id = c.practice_id)
ORDER BY c.id LIMIT $3;

-- name: alert_texts
-- Who gets a text message, too, and at which number.
-- in: practice int
-- out: account int, number text, version int
SELECT account_id, number, version FROM alert_text WHERE practice_id = $1 ORDER BY account_id;

-- name: alert_text_put
-- The first one, or the next after the version seen.
-- in: practice int, account int, number text, at int, by int?, version int
INSERT INTO alert_text (practice_id, account_id, number, at_us, changed_by, version) VALUES ($1, $2, $3, $4, $5, $6 + 1)
ON CONFLICT (practice_id, account_id) DO UPDATE SET number = $3, at_us = $4, changed_by = $5, version = alert_text.version + 1
WHERE alert_text.version = $6;
