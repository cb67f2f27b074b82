-- Intake, findings and what was done about them, consents.

-- name: intake_new
-- A health history that is begun, or filled in again.
-- in: practice int, id int, client int, link int?, account int?, begun int, rules text, language text, answers text, rest text, device blob?
INSERT INTO intake (practice_id, id, client_id, link_id, account_id, begun_us, saved_us, submitted_us, rules, language, answers, rest, device, version)
VALUES ($1, $2, $3, $4, $5, $6, $6, NULL, $7, $8, $9, $10, $11, 1);

-- name: intake_save
-- The next answers, where it was not sent and is still at the version seen.
-- in: practice int, id int, version int, at int, rules text, answers text, rest text
UPDATE intake SET saved_us = $4, rules = $5, answers = $6, rest = $7, version = version + 1
WHERE practice_id = $1 AND id = $2 AND version = $3 AND submitted_us IS NULL;

-- name: intake_submit
-- Sent; from now on it stays as it is.
-- in: practice int, id int, version int, at int, rules text, oldest int?
UPDATE intake SET submitted_us = $4, saved_us = $4, rules = $5, oldest_us = $6, version = version + 1
WHERE practice_id = $1 AND id = $2 AND version = $3 AND submitted_us IS NULL;

-- name: intake_of_client
-- A client's health histories, the newest first: a sent one is as new as it was sent, another as it was begun.
-- in: practice int, client int, limit int
-- out: id int, client int, link int?, account int?, begun int, saved int, submitted int?, rules text, language text, answers text, rest text, device blob?, version int, oldest int?, by text?
SELECT i.id, i.client_id, i.link_id, i.account_id, i.begun_us, i.saved_us, i.submitted_us, i.rules, i.language, i.answers, i.rest, i.device, i.version, i.oldest_us, a.name AS by
FROM intake i LEFT JOIN account a ON a.id = i.account_id
WHERE i.practice_id = $1 AND i.client_id = $2 ORDER BY COALESCE(i.submitted_us, i.begun_us) DESC, i.id DESC LIMIT $3;

-- name: anew_new
-- A question that somebody asks anew.
-- in: practice int, id int, client int, question text, why text, words text, at int, account int?
INSERT INTO intake_anew (practice_id, id, client_id, question, why, words, at_us, account_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: anew_of_client
-- The questions that were asked anew of a client since a form was sent, or since ever, the newest first.
-- in: practice int, client int, after int, limit int
-- out: question text, why text, words text, at int, account int?
SELECT question, why, words, at_us, account_id FROM intake_anew
WHERE practice_id = $1 AND client_id = $2 AND at_us > $3 ORDER BY id DESC LIMIT $4;

-- name: finding_new
-- What a rule said of the answers of an intake.
-- in: practice int, id int, client int, intake int?, rule text, rules text, level int, unknown int, body text, valid_days int, at int
INSERT INTO finding (practice_id, id, client_id, intake_id, rule, rules, level, unknown, body, valid_days, at_us, ended_us)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, NULL);

-- name: finding_end
-- A later intake takes the place of all findings that stand.
-- in: practice int, client int, at int
UPDATE finding SET ended_us = $3 WHERE practice_id = $1 AND client_id = $2 AND ended_us IS NULL;

-- name: finding_end_one
-- What a page of a form found takes the place of one that was only to be asked.
-- in: practice int, id int, at int
UPDATE finding SET ended_us = $3 WHERE practice_id = $1 AND id = $2 AND ended_us IS NULL;

-- name: finding_standing
-- The findings that stand, the highest level first, each with what was done about it last.
-- in: practice int, client int
-- out: id int, client int, intake int?, rule text, rules text, level int, unknown int, body text, valid_days int, at int, ended int?, act int?, done text?, reason text?, until int?, act_at int?, account int?, licence text?, by text?, way text?, from_day int?, detail text?
SELECT f.id, f.client_id, f.intake_id, f.rule, f.rules, f.level, f.unknown, f.body, f.valid_days, f.at_us, f.ended_us,
    x.id AS act, x.act AS done, x.reason, x.until_day, x.at_us AS act_at, x.account_id, x.licence, a.name AS by, x.way, x.from_day, x.detail
FROM finding f
LEFT JOIN finding_act x ON x.practice_id = f.practice_id AND x.finding_id = f.id
    AND x.id = (SELECT MAX(y.id) FROM finding_act y WHERE y.finding_id = f.id AND y.practice_id = f.practice_id)
LEFT JOIN account a ON a.id = x.account_id
WHERE f.practice_id = $1 AND f.client_id = $2 AND f.ended_us IS NULL
ORDER BY f.level, f.unknown, f.id;

-- name: finding_by_id
-- One finding, with what was done about it last.
-- in: practice int, id int
-- out: id int, client int, intake int?, rule text, rules text, level int, unknown int, body text, valid_days int, at int, ended int?, act int?, done text?, reason text?, until int?, act_at int?, account int?, licence text?, by text?, way text?, from_day int?, detail text?
SELECT f.id, f.client_id, f.intake_id, f.rule, f.rules, f.level, f.unknown, f.body, f.valid_days, f.at_us, f.ended_us,
    x.id AS act, x.act AS done, x.reason, x.until_day, x.at_us AS act_at, x.account_id, x.licence, a.name AS by, x.way, x.from_day, x.detail
FROM finding f
LEFT JOIN finding_act x ON x.practice_id = f.practice_id AND x.finding_id = f.id
    AND x.id = (SELECT MAX(y.id) FROM finding_act y WHERE y.finding_id = f.id AND y.practice_id = f.practice_id)
LEFT JOIN account a ON a.id = x.account_id
WHERE f.practice_id = $1 AND f.id = $2;

-- name: finding_over
-- What stopped and does not any more, of each rule the one that was found last, the newest first; ended: when the last word on it was. Columns of finding_by_id.
-- in: practice int, client int, limit int
-- out: id int, client int, intake int?, rule text, rules text, level int, unknown int, body text, valid_days int, at int, ended int?, act int?, done text?, reason text?, until int?, act_at int?, account int?, licence text?, by text?, way text?, from_day int?, detail text?
SELECT f.id, f.client_id, f.intake_id, f.rule, f.rules, f.level, f.unknown, f.body, f.valid_days, f.at_us,
    (SELECT MAX(g.ended_us) FROM finding g WHERE g.client_id = f.client_id AND g.practice_id = f.practice_id AND g.rule = f.rule) AS ended_us,
    x.id AS act, x.act AS done, x.reason, x.until_day, x.at_us AS act_at, x.account_id, x.licence, a.name AS by, x.way, x.from_day, x.detail
FROM finding f
LEFT JOIN finding_act x ON x.practice_id = f.practice_id AND x.finding_id = f.id
    AND x.id = (SELECT MAX(y.id) FROM finding_act y WHERE y.finding_id = f.id AND y.practice_id = f.practice_id)
LEFT JOIN account a ON a.id = x.account_id
WHERE f.practice_id = $1 AND f.client_id = $2 AND f.ended_us IS NOT NULL AND f.unknown = 0 AND f.level <= 2
    AND NOT EXISTS (SELECT 1 FROM finding g WHERE g.client_id = f.client_id AND g.practice_id = f.practice_id AND g.rule = f.rule
        AND (g.ended_us IS NULL OR (g.unknown = 0 AND g.level <= 2 AND g.id > f.id)))
ORDER BY f.id DESC LIMIT $3;

-- name: finding_ended_by_others
-- Findings that ended at or after a time, by a health form that is none of this record's: it has sent none since. Columns of finding_by_id.
-- in: practice int, client int, since int
-- out: id int, client int, intake int?, rule text, rules text, level int, unknown int, body text, valid_days int, at int, ended int?, act int?, done text?, reason text?, until int?, act_at int?, account int?, licence text?, by text?, way text?, from_day int?, detail text?
SELECT f.id, f.client_id, f.intake_id, f.rule, f.rules, f.level, f.unknown, f.body, f.valid_days, f.at_us, f.ended_us,
    x.id AS act, x.act AS done, x.reason, x.until_day, x.at_us AS act_at, x.account_id, x.licence, a.name AS by, x.way, x.from_day, x.detail
FROM finding f
LEFT JOIN finding_act x ON x.practice_id = f.practice_id AND x.finding_id = f.id
    AND x.id = (SELECT MAX(y.id) FROM finding_act y WHERE y.finding_id = f.id AND y.practice_id = f.practice_id)
LEFT JOIN account a ON a.id = x.account_id
WHERE f.practice_id = $1 AND f.client_id = $2 AND f.ended_us >= $3
    AND NOT EXISTS (SELECT 1 FROM intake i WHERE i.client_id = f.client_id AND i.practice_id = f.practice_id AND i.submitted_us >= f.ended_us)
ORDER BY f.id;

-- name: finding_before
-- What was done last about each finding that a later form took the place of, the newest first.
-- in: practice int, client int
-- out: rule text, act text, reason text, until int?, at int, licence text, by text?, way text, from_day int?, detail text
SELECT f.rule, x.act, x.reason, x.until_day, x.at_us, x.licence, a.name AS by, x.way, x.from_day, x.detail
FROM finding f
JOIN finding_act x ON x.practice_id = f.practice_id AND x.finding_id = f.id
    AND x.id = (SELECT MAX(y.id) FROM finding_act y WHERE y.finding_id = f.id AND y.practice_id = f.practice_id)
LEFT JOIN account a ON a.id = x.account_id
WHERE f.practice_id = $1 AND f.client_id = $2 AND f.ended_us IS NOT NULL
ORDER BY x.id DESC;

-- name: finding_flags @sqlite
-- What stands of several clients (a JSON array of ids), without content: rule, level and state; of level 3 what says by what it ends, of what
-- stops and is to be asked whether a client denied it.
-- in: practice int, clients text
-- out: client int, rule text, level int, unknown int, valid_days int, at int, done text?, until int?, act_at int?, way text?, from_day int?, body text?
SELECT f.client_id, f.rule, f.level, f.unknown, f.valid_days, f.at_us, x.act AS done, x.until_day, x.at_us AS act_at,
    x.way, x.from_day, CASE WHEN f.level = 3 OR (f.level < 3 AND f.unknown = 1) THEN f.body END AS body
FROM finding f
LEFT JOIN finding_act x ON x.practice_id = f.practice_id AND x.finding_id = f.id
    AND x.id = (SELECT MAX(y.id) FROM finding_act y WHERE y.finding_id = f.id AND y.practice_id = f.practice_id)
WHERE f.practice_id = $1 AND f.ended_us IS NULL AND f.client_id IN (SELECT value FROM json_each($2));

-- name: finding_flags @postgres
SELECT f.client_id, f.rule, f.level, f.unknown, f.valid_days, f.at_us, x.act AS done, x.until_day, x.at_us AS act_at,
    x.way, x.from_day, CASE WHEN f.level = 3 OR (f.level < 3 AND f.unknown = 1) THEN f.body END AS body
FROM finding f
LEFT JOIN finding_act x ON x.practice_id = f.practice_id AND x.finding_id = f.id
    AND x.id = (SELECT MAX(y.id) FROM finding_act y WHERE y.finding_id = f.id AND y.practice_id = f.practice_id)
WHERE f.practice_id = $1 AND f.ended_us IS NULL
    AND f.client_id IN (SELECT CAST(v AS BIGINT) FROM jsonb_array_elements_text(CAST($2 AS jsonb)) v);

-- name: intake_flags @sqlite
-- Of several clients (a JSON array of ids): was an intake begun, when was the last one sent, with which answers, and is the last consent to
-- treatment one that was given?
-- in: practice int, clients text
-- out: client int, born int?, begun int, sent_us int?, asked_us int?, answers text?, consent int
SELECT c.id AS client, c.born,
    EXISTS (SELECT 1 FROM intake i WHERE i.client_id = c.id AND i.practice_id = c.practice_id),
    s.submitted_us AS sent_us, COALESCE(s.oldest_us, s.submitted_us) AS asked_us, s.answers,
    COALESCE((SELECT t.given FROM consent t WHERE t.client_id = c.id AND t.practice_id = c.practice_id AND t.kind = 'treatment' ORDER BY t.id DESC LIMIT 1), 0)
FROM client c
LEFT JOIN intake s ON s.practice_id = c.practice_id
    AND s.id = (SELECT i.id FROM intake i WHERE i.client_id = c.id AND i.practice_id = c.practice_id AND i.submitted_us IS NOT NULL
        ORDER BY i.submitted_us DESC, i.id DESC LIMIT 1)
WHERE c.practice_id = $1 AND c.id IN (SELECT value FROM json_each($2));

-- name: intake_flags @postgres
SELECT c.id AS client, c.born,
    CAST(CAST(EXISTS (SELECT 1 FROM intake i WHERE i.client_id = c.id AND i.practice_id = c.practice_id) AS INTEGER) AS BIGINT),
    s.submitted_us AS sent_us, COALESCE(s.oldest_us, s.submitted_us) AS asked_us, s.answers,
    COALESCE((SELECT t.given FROM consent t WHERE t.client_id = c.id AND t.practice_id = c.practice_id AND t.kind = 'treatment' ORDER BY t.id DESC LIMIT 1), 0)
FROM client c
LEFT JOIN intake s ON s.practice_id = c.practice_id
    AND s.id = (SELECT i.id FROM intake i WHERE i.client_id = c.id AND i.practice_id = c.practice_id AND i.submitted_us IS NOT NULL
        ORDER BY i.submitted_us DESC, i.id DESC LIMIT 1)
WHERE c.practice_id = $1 AND c.id IN (SELECT CAST(v AS BIGINT) FROM jsonb_array_elements_text(CAST($2 AS jsonb)) v);

-- name: finding_of_clients @sqlite
-- What finding_standing gives, of several clients (a JSON array of ids), one after another. Columns of finding_by_id.
-- in: practice int, clients text
-- out: id int, client int, intake int?, rule text, rules text, level int, unknown int, body text, valid_days int, at int, ended int?, act int?, done text?, reason text?, until int?, act_at int?, account int?, licence text?, by text?, way text?, from_day int?, detail text?
SELECT f.id, f.client_id, f.intake_id, f.rule, f.rules, f.level, f.unknown, f.body, f.valid_days, f.at_us, f.ended_us,
    x.id AS act, x.act AS done, x.reason, x.until_day, x.at_us AS act_at, x.account_id, x.licence, a.name AS by, x.way, x.from_day, x.detail
FROM finding f
LEFT JOIN finding_act x ON x.practice_id = f.practice_id AND x.finding_id = f.id
    AND x.id = (SELECT MAX(y.id) FROM finding_act y WHERE y.finding_id = f.id AND y.practice_id = f.practice_id)
LEFT JOIN account a ON a.id = x.account_id
WHERE f.practice_id = $1 AND f.ended_us IS NULL AND f.client_id IN (SELECT value FROM json_each($2))
ORDER BY f.client_id, f.level, f.unknown, f.id;

-- name: finding_of_clients @postgres
SELECT f.id, f.client_id, f.intake_id, f.rule, f.rules, f.level, f.unknown, f.body, f.valid_days, f.at_us, f.ended_us,
    x.id AS act, x.act AS done, x.reason, x.until_day, x.at_us AS act_at, x.account_id, x.licence, a.name AS by, x.way, x.from_day, x.detail
FROM finding f
LEFT JOIN finding_act x ON x.practice_id = f.practice_id AND x.finding_id = f.id
    AND x.id = (SELECT MAX(y.id) FROM finding_act y WHERE y.finding_id = f.id AND y.practice_id = f.practice_id)
LEFT JOIN account a ON a.id = x.account_id
WHERE f.practice_id = $1 AND f.ended_us IS NULL AND f.client_id IN (SELECT CAST(v AS BIGINT) FROM jsonb_array_elements_text(CAST($2 AS jsonb)) v)
ORDER BY f.client_id, f.level, f.unknown, f.id;


-- name: intake_of_clients @sqlite
-- Of several clients (a JSON array of ids): the day of birth, the health form that was sent last, the newest where that was not sent, and whether the
-- last consent to treatment is one that was given.
-- in: practice int, clients text
-- out: client int, born int?, sent int?, submitted int?, oldest int?, rules text?, answers text?, rest text?, draft_us int?, draft_by_link int, consent int
SELECT c.id AS client, c.born, s.id AS sent, s.submitted_us, s.oldest_us, s.rules, s.answers, s.rest,
    CASE WHEN n.submitted_us IS NULL THEN n.saved_us END AS draft_us, CASE WHEN n.account_id IS NULL THEN 1 ELSE 0 END AS draft_by_link,
    COALESCE((SELECT t.given FROM consent t WHERE t.client_id = c.id AND t.practice_id = c.practice_id AND t.kind = 'treatment' ORDER BY t.id DESC LIMIT 1), 0) AS consent
FROM client c
LEFT JOIN intake s ON s.practice_id = c.practice_id
    AND s.id = (SELECT i.id FROM intake i WHERE i.client_id = c.id AND i.practice_id = c.practice_id AND i.submitted_us IS NOT NULL
        ORDER BY i.submitted_us DESC, i.id DESC LIMIT 1)
LEFT JOIN intake n ON n.practice_id = c.practice_id
    AND n.id = (SELECT i.id FROM intake i WHERE i.client_id = c.id AND i.practice_id = c.practice_id
        ORDER BY COALESCE(i.submitted_us, i.begun_us) DESC, i.id DESC LIMIT 1)
WHERE c.practice_id = $1 AND c.id IN (SELECT value FROM json_each($2));

-- name: intake_of_clients @postgres
SELECT c.id AS client, c.born, s.id AS sent, s.submitted_us, s.oldest_us, s.rules, s.answers, s.rest,
    CASE WHEN n.submitted_us IS NULL THEN n.saved_us END AS draft_us, CASE WHEN n.account_id IS NULL THEN 1 ELSE 0 END AS draft_by_link,
    COALESCE((SELECT t.given FROM consent t WHERE t.client_id = c.id AND t.practice_id = c.practice_id AND t.kind = 'treatment' ORDER BY t.id DESC LIMIT 1), 0) AS consent
FROM client c
LEFT JOIN intake s ON s.practice_id = c.practice_id
    AND s.id = (SELECT i.id FROM intake i WHERE i.client_id = c.id AND i.practice_id = c.practice_id AND i.submitted_us IS NOT NULL
        ORDER BY i.submitted_us DESC, i.id DESC LIMIT 1)
LEFT JOIN intake n ON n.practice_id = c.practice_id
    AND n.id = (SELECT i.id FROM intake i WHERE i.client_id = c.id AND i.practice_id = c.practice_id
        ORDER BY COALESCE(i.submitted_us, i.begun_us) DESC, i.id DESC LIMIT 1)
WHERE c.practice_id = $1 AND c.id IN (SELECT CAST(v AS BIGINT) FROM jsonb_array_elements_text(CAST($2 AS jsonb)) v);

-- name: anew_of_clients @sqlite
-- What was asked anew of several clients (a JSON array of ids), one after another, the newest first.
-- in: practice int, clients text
-- out: client int, question text, why text, words text, at int, account int?
SELECT client_id, question, why, words, at_us, account_id FROM intake_anew
WHERE practice_id = $1 AND client_id IN (SELECT value FROM json_each($2)) ORDER BY client_id, id DESC;

-- name: anew_of_clients @postgres
SELECT client_id, question, why, words, at_us, account_id FROM intake_anew
WHERE practice_id = $1 AND client_id IN (SELECT CAST(v AS BIGINT) FROM jsonb_array_elements_text(CAST($2 AS jsonb)) v) ORDER BY client_id, id DESC;

-- name: anew_waiting
-- Of whom something was asked anew since then, who was asked about last first. The plus: found by time, not by walking the practice.
-- in: practice int, after int, limit int
-- out: client int, given text, family text, preferred text, at int
SELECT n.client_id AS client, c.given, c.family, c.preferred, MAX(n.at_us) AS at
FROM intake_anew n JOIN client c ON c.practice_id = n.practice_id AND c.id = n.client_id
WHERE +n.practice_id = $1 AND n.at_us > $2 AND c.merged_into IS NULL
GROUP BY n.client_id, c.given, c.family, c.preferred ORDER BY MAX(n.at_us) DESC, n.client_id LIMIT $3;

-- name: act_new
-- What was done about a finding; the last one counts.
-- in: practice int, id int, finding int, act text, reason text, until int?, at int, account int, licence text, way text, from_day int?, detail text
INSERT INTO finding_act (practice_id, id, finding_id, act, reason, until_day, at_us, account_id, licence, way, from_day, detail)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- name: act_of_client
-- Everything that was done about a client's findings, the newest first.
-- in: practice int, client int, limit int
-- out: id int, finding int, rule text, body text, act text, reason text, until int?, at int, account int, licence text, by text?, way text, from_day int?, detail text
SELECT x.id, x.finding_id, f.rule, f.body, x.act, x.reason, x.until_day, x.at_us, x.account_id, x.licence, a.name AS by, x.way, x.from_day, x.detail
FROM finding f
JOIN finding_act x ON x.finding_id = f.id AND x.practice_id = f.practice_id
LEFT JOIN account a ON a.id = x.account_id
WHERE f.practice_id = $1 AND f.client_id = $2
ORDER BY x.id DESC LIMIT $3;

-- name: consent_new
-- A consent given, refused or withdrawn.
-- in: practice int, id int, client int, kind text, given int, wording text, wording_version text, signed text, guardian int, at int, account int?, link int?, note text
INSERT INTO consent (practice_id, id, client_id, kind, given, wording, wording_version, signed, guardian, at_us, account_id, link_id, note)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13);

-- name: consent_of_client
-- Everything that a client agreed to, refused or took back, the newest first.
-- in: practice int, client int, limit int
-- out: id int, kind text, given int, wording text, wording_version text, signed text, guardian int, at int, account int?, link int?, note text, by text?
SELECT c.id, c.kind, c.given, c.wording, c.wording_version, c.signed, c.guardian, c.at_us, c.account_id, c.link_id, c.note, a.name AS by
FROM consent c LEFT JOIN account a ON a.id = c.account_id
WHERE c.practice_id = $1 AND c.client_id = $2 ORDER BY c.id DESC LIMIT $3;
