-- The headache diary: one row a civil day; what was said before a correction is in diary_before.

-- name: diary_day_get
-- One day.
-- in: practice int, client int, day int
-- out: day int, headache int, peak int?, medicine int?, source text, at int, account int?, link int?, version int, back_filled int
SELECT day, headache, peak, medicine, source, at_us, account_id, link_id, version, back_filled FROM diary_day
WHERE practice_id = $1 AND client_id = $2 AND day = $3;

-- name: diary_day_new
-- A day that was not known; version 1.
-- in: practice int, client int, day int, headache int, peak int?, medicine int?, source text, at int, account int?, link int?, back_filled int
INSERT INTO diary_day (practice_id, client_id, day, headache, peak, medicine, source, at_us, account_id, link_id, version, back_filled)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1, $11);

-- name: diary_days_new @sqlite
-- Many new days of a client at once, for imports: `days` is a JSON array of [day, headache, peak, medicine, at].
-- in: practice int, client int, source text, days text
INSERT INTO diary_day (practice_id, client_id, day, headache, peak, medicine, source, at_us, account_id, link_id, version)
SELECT $1, $2, json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]'), json_extract(value, '$[3]'),
    $3, json_extract(value, '$[4]'), NULL, NULL, 1
FROM json_each($4);

-- name: diary_days_new @postgres
INSERT INTO diary_day (practice_id, client_id, day, headache, peak, medicine, source, at_us, account_id, link_id, version)
SELECT $1, $2, CAST(value ->> 0 AS BIGINT), CAST(value ->> 1 AS BIGINT), CAST(value ->> 2 AS BIGINT), CAST(value ->> 3 AS BIGINT),
    $3, CAST(value ->> 4 AS BIGINT), NULL, NULL, 1
FROM json_array_elements(CAST($4 AS JSON));

-- name: diary_day_keep
-- Keeps what a day says now, before it is corrected.
-- in: practice int, client int, day int
INSERT INTO diary_before (practice_id, client_id, day, version, headache, peak, medicine, source, at_us, account_id, link_id)
SELECT practice_id, client_id, day, version, headache, peak, medicine, source, at_us, account_id, link_id FROM diary_day
WHERE practice_id = $1 AND client_id = $2 AND day = $3;

-- name: diary_day_correct
-- Corrects a day. What was filled in later stays so; `late` makes it so.
-- in: practice int, client int, day int, headache int, peak int?, medicine int?, source text, at int, account int?, link int?, late int
UPDATE diary_day SET headache = $4, peak = $5, medicine = $6, source = $7, at_us = $8, account_id = $9, link_id = $10, version = version + 1,
    back_filled = CASE WHEN $11 = 1 THEN 1 ELSE back_filled END
WHERE practice_id = $1 AND client_id = $2 AND day = $3;

-- name: diary_of_days
-- The known days of a span.
-- in: practice int, client int, from int, to int
-- out: day int, headache int, peak int?, medicine int?, source text, at int, account int?, link int?, version int, back_filled int
SELECT day, headache, peak, medicine, source, at_us, account_id, link_id, version, back_filled FROM diary_day
WHERE practice_id = $1 AND client_id = $2 AND day BETWEEN $3 AND $4 ORDER BY day;

-- name: diary_before_of_days
-- What was said before about the days of a span, oldest version first; whether a day was filled in later stands with the day.
-- in: practice int, client int, from int, to int
-- out: day int, headache int, peak int?, medicine int?, source text, at int, account int?, link int?, version int, back_filled int
SELECT day, headache, peak, medicine, source, at_us, account_id, link_id, version, 0 AS back_filled FROM diary_before
WHERE practice_id = $1 AND client_id = $2 AND day BETWEEN $3 AND $4 ORDER BY day, version;

-- name: diary_series
-- What a chart needs: every known day, in the order of the key, packed as day * 8 + (filled in later) * 4 + headache * 2 + (entered by the therapist):
-- one number a row, as charts read hundreds of them.
-- in: practice int, client int
-- out: packed int
SELECT day * 8 + back_filled * 4 + headache * 2 + CASE WHEN source = 'therapist' THEN 1 ELSE 0 END AS packed
FROM diary_day WHERE practice_id = $1 AND client_id = $2 ORDER BY day;
