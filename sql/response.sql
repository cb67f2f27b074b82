-- Filled-in instruments: sent answers are never changed; a correction is a new row that the old one names.

-- name: instrument_text_keep
-- The file that was asked with, once.
-- in: hash text, code text, version text, json text
INSERT INTO instrument_text (hash, code, version, json) VALUES ($1, $2, $3, $4) ON CONFLICT (hash) DO NOTHING;

-- name: response_text
-- The file that a response was asked with.
-- in: practice int, id int
-- out: json text
SELECT t.json FROM response r JOIN instrument_text t ON t.hash = r.hash WHERE r.practice_id = $1 AND r.id = $2;

-- name: response_new
-- Answers that are sent at once.
-- in: practice int, id int, client int, concern int?, instrument text, hash text, language text, mode text, day int, answers text, at int, account int?, link int?, note text
INSERT INTO response (practice_id, id, client_id, concern_id, instrument, hash, language, mode, day, answers, begun_us, submitted_us, account_id,
    link_id, replaced_by, withdrawn_us, note)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11, $12, $13, NULL, NULL, $14);

-- name: response_score_new
-- One score of a response.
-- in: practice int, response int, position int, score text, value real?, reason text, band text
INSERT INTO response_score (practice_id, response_id, position, score, value, reason, band) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: response_by_id
-- What was sent, counted or not.
-- in: practice int, id int
-- out: id int, client int, concern int?, instrument text, hash text, language text, mode text, day int, answers text, submitted int, account int?, link int?, replaced_by int?, withdrawn int?, note text, account_name text
SELECT r.id, r.client_id, r.concern_id, r.instrument, r.hash, r.language, r.mode, r.day, r.answers, r.submitted_us, r.account_id, r.link_id,
    r.replaced_by, r.withdrawn_us, r.note, COALESCE(a.name, '')
FROM response r LEFT JOIN account a ON a.id = r.account_id
WHERE r.practice_id = $1 AND r.id = $2 AND r.submitted_us IS NOT NULL;

-- name: response_before
-- Whose place a response took.
-- in: practice int, client int, id int
-- out: id int
SELECT id FROM response WHERE practice_id = $1 AND client_id = $2 AND replaced_by = $3;

-- name: response_scores
-- The scores of one response, in the order of its instrument.
-- in: practice int, response int
-- out: position int, score text, value real?, reason text, band text
SELECT position, score, value, reason, band FROM response_score WHERE practice_id = $1 AND response_id = $2 ORDER BY position;

-- name: response_of_client
-- All that a client sent, counted or not, the newest first, each with its primary score.
-- in: practice int, client int
-- out: id int, concern int?, instrument text, hash text, mode text, day int, submitted int, account int?, replaced_by int?, withdrawn int?, score text, value real?, reason text, band text, answers text
SELECT r.id, r.concern_id, r.instrument, r.hash, r.mode, r.day, r.submitted_us, r.account_id, r.replaced_by, r.withdrawn_us, s.score, s.value, s.reason, s.band,
    r.answers
FROM response r JOIN response_score s ON s.practice_id = r.practice_id AND s.response_id = r.id AND s.position = 1
WHERE r.practice_id = $1 AND r.client_id = $2 AND r.submitted_us IS NOT NULL
ORDER BY r.day DESC, r.id DESC;

-- name: response_replaced
-- A correction takes the place of a response that counts.
-- in: practice int, id int, by int
UPDATE response SET replaced_by = $3
WHERE practice_id = $1 AND id = $2 AND submitted_us IS NOT NULL AND replaced_by IS NULL AND withdrawn_us IS NULL;

-- name: response_withdrawn
-- A response that counts is taken back.
-- in: practice int, id int, at int
UPDATE response SET withdrawn_us = $3
WHERE practice_id = $1 AND id = $2 AND submitted_us IS NOT NULL AND replaced_by IS NULL AND withdrawn_us IS NULL;

-- name: response_begin
-- Answers that are being given by link, or with staff.
-- in: practice int, id int, client int, concern int?, instrument text, hash text, language text, mode text, day int, answers text, at int, link int?, device blob?, account int?
INSERT INTO response (practice_id, id, client_id, concern_id, instrument, hash, language, mode, day, answers, begun_us, submitted_us, account_id,
    link_id, replaced_by, withdrawn_us, note, device, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, NULL, $14, $12, NULL, NULL, '', $13, 1);

-- name: response_tapped
-- What is being filled in with staff and is not sent: where it belongs to, and nothing of what it says.
-- in: practice int, id int
-- out: client int, concern int?, instrument text, hash text, mode text, account int?, version int
SELECT client_id, concern_id, instrument, hash, mode, account_id, version FROM response
WHERE practice_id = $1 AND id = $2 AND submitted_us IS NULL AND link_id IS NULL;

-- name: response_begun
-- Answers that are not sent: where they belong to, and nothing of what they say.
-- in: practice int, id int
-- out: client int, instrument text, hash text, language text, mode text, day int, begun int
SELECT client_id, instrument, hash, language, mode, day, begun_us FROM response WHERE practice_id = $1 AND id = $2 AND submitted_us IS NULL;

-- name: response_save
-- The next answers, where they were not sent and are still at the version seen.
-- in: practice int, id int, version int, answers text
UPDATE response SET answers = $4, version = version + 1 WHERE practice_id = $1 AND id = $2 AND version = $3 AND submitted_us IS NULL;

-- name: response_send
-- Sent; from now on it stays as it is.
-- in: practice int, id int, version int, answers text, language text, day int, at int, note text
UPDATE response SET answers = $4, language = $5, day = $6, submitted_us = $7, note = $8, version = version + 1
WHERE practice_id = $1 AND id = $2 AND version = $3 AND submitted_us IS NULL;

-- name: response_by_link
-- What came by a link, sent or not, counted or not, the newest first.
-- in: practice int, client int, link int
-- out: id int, concern int?, instrument text, hash text, language text, mode text, day int, answers text, begun int, submitted int?, ended int, device blob?, version int
SELECT id, concern_id, instrument, hash, language, mode, day, answers, begun_us, submitted_us,
    CASE WHEN replaced_by IS NULL AND withdrawn_us IS NULL THEN 0 ELSE 1 END AS ended, device, version
FROM response WHERE practice_id = $1 AND client_id = $2 AND link_id = $3
ORDER BY id DESC;

-- name: response_draft_sweep
-- Answers that were never sent, and whose link is over; but for those that asked for help.
-- in: before int
DELETE FROM response WHERE submitted_us IS NULL AND begun_us < $1
    AND NOT EXISTS (SELECT 1 FROM link l WHERE l.practice_id = response.practice_id AND l.id = response.link_id AND l.expires_us >= $1)
    AND NOT EXISTS (SELECT 1 FROM alert x WHERE x.practice_id = response.practice_id AND x.response_id = response.id);

-- name: measure_setting_get
-- What a practice measures with.
-- in: practice int
-- out: mood int, lot int, version int
SELECT mood, lot, version FROM measure_setting WHERE practice_id = $1;

-- name: measure_setting_put
-- The first choice, or the next after the version seen.
-- in: practice int, mood int, at int, account int?, version int, lot int
INSERT INTO measure_setting (practice_id, mood, lot, at_us, account_id, version) VALUES ($1, $2, $6, $3, $4, $5 + 1)
ON CONFLICT (practice_id) DO UPDATE SET mood = $2, lot = $6, at_us = $3, account_id = $4, version = measure_setting.version + 1
WHERE measure_setting.version = $5;

-- name: response_points
-- What counts of a client's answers: its day, how and by whom it was answered, by instrument, oldest first.
-- in: practice int, client int
-- out: id int, concern int?, instrument text, hash text, mode text, day int, answers text, submitted int, account int?
SELECT id, concern_id, instrument, hash, mode, day, answers, submitted_us, account_id
FROM response
WHERE practice_id = $1 AND client_id = $2 AND submitted_us IS NOT NULL AND replaced_by IS NULL AND withdrawn_us IS NULL
ORDER BY instrument, day, id;

-- name: response_point_scores
-- The scores of those, in no order: many, and narrow; the store puts them into theirs.
-- in: practice int, client int
-- out: response int, position int, score text, value real?, reason text, band text
SELECT s.response_id, s.position, s.score, s.value, s.reason, s.band
FROM response r JOIN response_score s ON s.practice_id = r.practice_id AND s.response_id = r.id
WHERE r.practice_id = $1 AND r.client_id = $2 AND r.submitted_us IS NOT NULL AND r.replaced_by IS NULL AND r.withdrawn_us IS NULL;

-- name: response_since
-- What a client answered since an instant, otherwise than by this link, and still counts.
-- in: practice int, client int, since int, link int
-- out: instrument text, concern int?
SELECT instrument, concern_id FROM response
WHERE practice_id = $1 AND client_id = $2 AND submitted_us > $3 AND replaced_by IS NULL AND withdrawn_us IS NULL AND (link_id IS NULL OR link_id <> $4);

-- name: response_days
-- What counts of one instrument about one concern (or, where that is null, about the person as a whole) since a day, the newest day first.
-- in: practice int, client int, instrument text, concern int?, from int
-- out: id int, mode text, day int, answers text
SELECT id, mode, day, answers FROM response
WHERE practice_id = $1 AND client_id = $2 AND instrument = $3 AND COALESCE(concern_id, 0) = COALESCE(CAST($4 AS @id), 0) AND day >= $5
    AND submitted_us IS NOT NULL AND replaced_by IS NULL AND withdrawn_us IS NULL
ORDER BY day DESC, id DESC;

-- name: response_link_count
-- How many a link sent, counted or not.
-- in: practice int, client int, link int
-- out: n int
SELECT COUNT(*) AS n FROM response WHERE practice_id = $1 AND client_id = $2 AND link_id = $3;

-- name: response_corrected
-- What a client sent and a correction took the place of, the oldest first: who entered it.
-- in: practice int, client int
-- out: id int, replaced_by int, account int?
SELECT id, replaced_by, account_id FROM response WHERE practice_id = $1 AND client_id = $2 AND submitted_us IS NOT NULL AND replaced_by IS NOT NULL
ORDER BY id;
