-- Letters to physicians, and what they say of the treatment.

-- name: letter_insert
-- A draft; version 1.
-- in: practice int, id int, client int, concern int, plan int?, addressee text, paragraph text, body text, created int, account int
INSERT INTO letter (practice_id, id, client_id, concern_id, plan_id, addressee, paragraph, body, consent_id, created_us, finished_us, licence, signer,
    account_id, shared, version)
VALUES ($1, $2, $3, $4, CAST($5 AS BIGINT), $6, $7, $8, NULL, $9, NULL, '', '', $10, 0, 1);

-- name: letter_by_id
-- One letter with the names of client and concern now.
-- in: practice int, id int
-- out: id int, client int, concern int, plan int?, addressee text, paragraph text, body text, consent int?, created int, finished int?, licence text, signer text, account int, shared int, version int, given text, family text, kind text, place text
SELECT l.id, l.client_id, l.concern_id, l.plan_id, l.addressee, l.paragraph, l.body, l.consent_id, l.created_us, l.finished_us, l.licence, l.signer,
    l.account_id, l.shared, l.version, c.given, c.family, n.kind, n.place
FROM letter l
JOIN client c ON c.practice_id = l.practice_id AND c.id = l.client_id
JOIN concern n ON n.practice_id = l.practice_id AND n.id = l.concern_id
WHERE l.practice_id = $1 AND l.id = $2;

-- name: letter_of_client
-- A client's letters, the newest first.
-- in: practice int, client int
-- out: id int, client int, concern int, plan int?, addressee text, paragraph text, body text, consent int?, created int, finished int?, licence text, signer text, account int, shared int, version int, given text, family text, kind text, place text
SELECT l.id, l.client_id, l.concern_id, l.plan_id, l.addressee, l.paragraph, l.body, l.consent_id, l.created_us, l.finished_us, l.licence, l.signer,
    l.account_id, l.shared, l.version, c.given, c.family, n.kind, n.place
FROM letter l
JOIN client c ON c.practice_id = l.practice_id AND c.id = l.client_id
JOIN concern n ON n.practice_id = l.practice_id AND n.id = l.concern_id
WHERE l.practice_id = $1 AND l.client_id = $2
ORDER BY l.id DESC;

-- name: letter_save
-- A draft as it is now, where nobody changed it since it was read.
-- in: practice int, id int, version int, addressee text, paragraph text, body text, account int
UPDATE letter SET addressee = $4, paragraph = $5, body = $6, account_id = $7, version = version + 1
WHERE practice_id = $1 AND id = $2 AND version = $3 AND finished_us IS NULL;

-- name: letter_finish
-- Signed and fixed.
-- in: practice int, id int, version int, addressee text, paragraph text, body text, account int, consent int, at int, licence text, signer text
UPDATE letter SET addressee = $4, paragraph = $5, body = $6, account_id = $7, consent_id = $8, finished_us = $9, licence = $10, signer = $11,
    version = version + 1
WHERE practice_id = $1 AND id = $2 AND version = $3 AND finished_us IS NULL;

-- name: letter_share
-- Whether the client sees a finished letter.
-- in: practice int, id int, version int, shared int
UPDATE letter SET shared = $4, version = version + 1 WHERE practice_id = $1 AND id = $2 AND version = $3 AND finished_us IS NOT NULL;

-- name: letter_consent
-- The last word of the client on letters to the physician.
-- in: practice int, client int
-- out: id int, given int, at int, signed text
SELECT id, given, at_us, signed FROM consent WHERE practice_id = $1 AND client_id = $2 AND kind = 'letter' ORDER BY at_us DESC, id DESC LIMIT 1;

-- name: letter_sessions
-- Sessions given for a concern (schema step 0018): those of its plans; where it never had a plan, all since the day (NULL: none). And how many
-- visits are done without a signed note, which no letter claims.
-- in: practice int, client int, concern int, since int?
-- out: sessions int, minutes int, first int?, last int?, no_note int
SELECT COUNT(CASE WHEN a.became = 'given' THEN 1 END) AS sessions, CAST(COALESCE(SUM(CASE WHEN a.became = 'given' THEN a.minutes ELSE 0 END), 0) AS BIGINT) AS minutes,
    MIN(CASE WHEN a.became = 'given' THEN a.day END) AS first, MAX(CASE WHEN a.became = 'given' THEN a.day END) AS last,
    COUNT(CASE WHEN a.became = 'no-note' THEN 1 END) AS no_note
FROM dose a
LEFT JOIN plan p ON p.practice_id = a.practice_id AND p.id = a.plan_id
WHERE a.practice_id = $1 AND a.client_id = $2 AND a.became IN ('given', 'no-note') AND (p.concern_id = $3 OR (a.day >= CAST($4 AS BIGINT)
    AND NOT EXISTS (SELECT 1 FROM plan q WHERE q.practice_id = $1 AND q.client_id = $2 AND q.concern_id = $3)));

-- name: letter_treated
-- What was done where in those sessions, from signed notes, most minutes first.
-- in: practice int, client int, concern int, since int?
-- out: technique text, region text, minutes int
SELECT t.technique, t.region, CAST(sum(t.minutes) AS BIGINT) AS minutes
FROM appointment a
JOIN note n ON n.practice_id = a.practice_id AND n.appointment_id = a.id AND n.signed_us IS NOT NULL
JOIN treated t ON t.practice_id = n.practice_id AND t.note_id = n.id
LEFT JOIN plan p ON p.practice_id = a.practice_id AND p.id = a.plan_id
WHERE a.practice_id = $1 AND a.client_id = $2 AND (p.concern_id = $3 OR (a.day >= CAST($4 AS BIGINT)
    AND NOT EXISTS (SELECT 1 FROM plan q WHERE q.practice_id = $1 AND q.client_id = $2 AND q.concern_id = $3)))
GROUP BY t.technique, t.region
ORDER BY minutes DESC, t.technique, t.region;

-- name: letter_findings
-- Findings of the levels 1 to 4 that count, with what was done about each last; what is known and stable holds. The worst first.
-- in: practice int, client int
-- out: id int, body text, level int, unknown int, at int, act text?
SELECT f.id, f.body, f.level, f.unknown, f.at_us,
    (SELECT CASE WHEN x.way = 'stable' THEN 'asked-yes' ELSE x.act END FROM finding_act x
        WHERE x.practice_id = f.practice_id AND x.finding_id = f.id ORDER BY x.id DESC LIMIT 1) AS act
FROM finding f
WHERE f.practice_id = $1 AND f.client_id = $2 AND f.ended_us IS NULL AND f.level <= 4
ORDER BY f.level, f.id;
