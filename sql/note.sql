-- Session notes: drafts, signed ones, amendments, and what was done where. The lists have the columns of note_by_id.

-- name: note_by_id
-- One note with its session.
-- in: practice int, id int
-- out: id int, client int, appointment int, account int, body text, begun_us int, saved_us int, signed_us int?, licence text, signer text, late int, version int, day int, minute int, minutes int, start_us int, end_us int, state text, kind text, author text, service text
SELECT n.id, n.client_id, n.appointment_id, n.account_id, n.body, n.begun_us, n.saved_us, n.signed_us, n.licence, n.signer, n.late, n.version, a.day,
    a.minute, a.minutes, a.start_us, a.end_us, a.state, a.kind, t.name AS author, s.name AS service
FROM note n
JOIN appointment a ON a.practice_id = n.practice_id AND a.id = n.appointment_id
JOIN account t ON t.id = n.account_id
JOIN service s ON s.practice_id = a.practice_id AND s.id = a.service_id
WHERE n.practice_id = $1 AND n.id = $2;

-- name: note_by_appointment
-- The note of a session.
-- in: practice int, appointment int
-- out: id int, client int, appointment int, account int, body text, begun_us int, saved_us int, signed_us int?, licence text, signer text, late int, version int, day int, minute int, minutes int, start_us int, end_us int, state text, kind text, author text, service text
SELECT n.id, n.client_id, n.appointment_id, n.account_id, n.body, n.begun_us, n.saved_us, n.signed_us, n.licence, n.signer, n.late, n.version, a.day,
    a.minute, a.minutes, a.start_us, a.end_us, a.state, a.kind, t.name AS author, s.name AS service
FROM note n
JOIN appointment a ON a.practice_id = n.practice_id AND a.id = n.appointment_id
JOIN account t ON t.id = n.account_id
JOIN service s ON s.practice_id = a.practice_id AND s.id = a.service_id
WHERE n.practice_id = $1 AND n.appointment_id = $2;

-- name: note_of_client
-- All of a client: unsigned ones first, then the newest session.
-- in: practice int, client int
-- out: id int, client int, appointment int, account int, body text, begun_us int, saved_us int, signed_us int?, licence text, signer text, late int, version int, day int, minute int, minutes int, start_us int, end_us int, state text, kind text, author text, service text
SELECT n.id, n.client_id, n.appointment_id, n.account_id, n.body, n.begun_us, n.saved_us, n.signed_us, n.licence, n.signer, n.late, n.version, a.day,
    a.minute, a.minutes, a.start_us, a.end_us, a.state, a.kind, t.name AS author, s.name AS service
FROM note n
JOIN appointment a ON a.practice_id = n.practice_id AND a.id = n.appointment_id
JOIN account t ON t.id = n.account_id
JOIN service s ON s.practice_id = a.practice_id AND s.id = a.service_id
WHERE n.client_id = $2 AND n.practice_id = $1
ORDER BY CASE WHEN n.signed_us IS NULL THEN 0 ELSE 1 END, a.start_us DESC, n.id DESC;

-- name: note_signed_before
-- The last signed ones of sessions before an instant, the newest first: the next note begins from them.
-- in: practice int, client int, start_us int
-- out: id int, client int, appointment int, account int, body text, begun_us int, saved_us int, signed_us int?, licence text, signer text, late int, version int, day int, minute int, minutes int, start_us int, end_us int, state text, kind text, author text, service text
SELECT n.id, n.client_id, n.appointment_id, n.account_id, n.body, n.begun_us, n.saved_us, n.signed_us, n.licence, n.signer, n.late, n.version, a.day,
    a.minute, a.minutes, a.start_us, a.end_us, a.state, a.kind, t.name AS author, s.name AS service
FROM note n
JOIN appointment a ON a.practice_id = n.practice_id AND a.id = n.appointment_id
JOIN account t ON t.id = n.account_id
JOIN service s ON s.practice_id = a.practice_id AND s.id = a.service_id
WHERE n.client_id = $2 AND n.practice_id = $1 AND n.signed_us IS NOT NULL AND a.start_us < $3
ORDER BY a.start_us DESC, n.id DESC LIMIT 5;

-- name: note_new
-- A draft; version 1. Nothing where the session has a note already.
-- in: practice int, id int, client int, appointment int, account int, body text, now int
INSERT INTO note (practice_id, id, client_id, appointment_id, account_id, body, begun_us, saved_us, signed_us, licence, signer, late, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $7, NULL, '', '', 0, 1)
ON CONFLICT (practice_id, appointment_id) DO NOTHING;

-- name: note_save
-- What a draft says now, where it is a draft still and has the version seen.
-- in: practice int, id int, version int, body text, now int
UPDATE note SET body = $4, saved_us = $5, version = version + 1
WHERE practice_id = $1 AND id = $2 AND version = $3 AND signed_us IS NULL;

-- name: note_sign
-- Signs a draft that has the version seen, for good.
-- in: practice int, id int, version int, body text, now int, licence text, signer text, late int
UPDATE note SET body = $4, saved_us = $5, signed_us = $5, licence = $6, signer = $7, late = $8, version = version + 1
WHERE practice_id = $1 AND id = $2 AND version = $3 AND signed_us IS NULL;

-- name: note_treated
-- What was done where, from a note as it is signed.
-- in: practice int, note int, position int, client int, technique text, region text, minutes int, pressure int
INSERT INTO treated (practice_id, note_id, position, client_id, technique, region, minutes, pressure) VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: note_amend
-- What is right instead; the note stays as it was signed.
-- in: practice int, id int, note int, part text, words text, reason text, now int, account int, licence text, signer text
INSERT INTO note_amendment (practice_id, id, note_id, part, words, reason, at_us, account_id, licence, signer)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: note_amendments
-- What was added to a signed note, in order.
-- in: practice int, note int
-- out: id int, note int, part text, words text, reason text, at_us int, licence text, signer text
SELECT id, note_id AS note, part, words, reason, at_us, licence, signer FROM note_amendment
WHERE note_id = $2 AND practice_id = $1
ORDER BY at_us, id;

-- name: note_amended_of_client
-- Which notes of a client were amended, and how often.
-- in: practice int, client int
-- out: note int, n int
SELECT m.note_id AS note, COUNT(*) AS n
FROM note n JOIN note_amendment m ON m.note_id = n.id AND m.practice_id = n.practice_id
WHERE n.client_id = $2 AND n.practice_id = $1
GROUP BY m.note_id
ORDER BY m.note_id;

-- name: note_measures
-- Ratings that count about the day of a session: a note refers to them when it is signed.
-- in: practice int, client int, day int
-- out: id int
SELECT m.id FROM concern c
JOIN measure m ON m.practice_id = c.practice_id AND m.client_id = c.client_id AND m.concern_id = c.id AND m.day = $3
WHERE c.client_id = $2 AND c.practice_id = $1 AND m.replaced_by IS NULL AND m.withdrawn_us IS NULL
ORDER BY m.id + 0 LIMIT 40;

-- name: note_unsigned
-- Whose note waits: drafts however old, and sessions since an instant that are over or done and have none; the oldest first.
-- in: practice int, account int, since_us int, now_us int, limit int
-- out: id int, client int, account int, given text, family text, preferred text, day int, minute int, start_us int, begun int
SELECT a.id AS id, a.client_id AS client, a.account_id AS account, c.given, c.family, c.preferred, a.day, a.minute, a.start_us, 1 AS begun
FROM note n
JOIN appointment a ON a.practice_id = n.practice_id AND a.id = n.appointment_id
JOIN client c ON c.practice_id = a.practice_id AND c.id = a.client_id
WHERE n.practice_id = $1 AND n.signed_us IS NULL AND (CAST($2 AS @int) = 0 OR n.account_id = $2)
UNION ALL
SELECT a.id AS id, a.client_id AS client, a.account_id AS account, c.given, c.family, c.preferred, a.day, a.minute, a.start_us, 0 AS begun
FROM appointment a
JOIN client c ON c.practice_id = a.practice_id AND c.id = a.client_id
WHERE a.practice_id = $1 AND a.start_us >= $3 AND a.start_us < $4 + 43200000000 AND (CAST($2 AS @int) = 0 OR a.account_id = $2)
    AND (a.state = 'done' OR (a.state IN ('booked', 'arrived', 'in-session') AND a.end_us <= $4))
    AND NOT EXISTS (SELECT 1 FROM note n WHERE n.practice_id = a.practice_id AND n.appointment_id = a.id)
ORDER BY start_us, id
LIMIT $5;
