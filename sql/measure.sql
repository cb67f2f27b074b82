-- Measures: entries are never changed; a correction is a new entry that the old one names.

-- name: measure_new
-- A new entry that counts.
-- in: practice int, client int, concern int, day int, id int, instrument text, recall text, value real, source text, at int, account int?, link int?, note text, set int?
INSERT INTO measure (practice_id, client_id, concern_id, day, id, instrument, recall, value, source, at_us, account_id, link_id,
    replaced_by, withdrawn_us, note, set_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, NULL, NULL, $13, $14);

-- name: measures_new @sqlite
-- Many entries about one concern at once, for imports: `entries` is a JSON array of [day, id, value, at, replaced_by, withdrawn, note].
-- in: practice int, client int, concern int, instrument text, recall text, source text, entries text
INSERT INTO measure (practice_id, client_id, concern_id, day, id, instrument, recall, value, source, at_us, account_id, link_id,
    replaced_by, withdrawn_us, note)
SELECT $1, $2, $3, json_extract(value, '$[0]'), json_extract(value, '$[1]'), $4, $5, json_extract(value, '$[2]'), $6,
    json_extract(value, '$[3]'), NULL, NULL, json_extract(value, '$[4]'), json_extract(value, '$[5]'), json_extract(value, '$[6]')
FROM json_each($7);

-- name: measures_new @postgres
INSERT INTO measure (practice_id, client_id, concern_id, day, id, instrument, recall, value, source, at_us, account_id, link_id,
    replaced_by, withdrawn_us, note)
SELECT $1, $2, $3, CAST(value ->> 0 AS BIGINT), CAST(value ->> 1 AS BIGINT), $4, $5, CAST(value ->> 2 AS DOUBLE PRECISION), $6,
    CAST(value ->> 3 AS BIGINT), NULL, NULL, CAST(value ->> 4 AS BIGINT), CAST(value ->> 5 AS BIGINT), value ->> 6
FROM json_array_elements(CAST($7 AS JSON));

-- name: measure_by_id
-- One entry, counted or not.
-- in: practice int, id int
-- out: id int, client int, concern int, day int, recall text, value real, source text, at int, account int?, link int?, replaced_by int?, withdrawn int?, note text, instrument text, set int?
SELECT id, client_id, concern_id, day, recall, value, source, at_us, account_id, link_id, replaced_by, withdrawn_us, note, instrument, set_id
FROM measure WHERE practice_id = $1 AND id = $2;

-- name: measure_replaced
-- A correction takes the place of an entry that counts.
-- in: practice int, id int, by int
UPDATE measure SET replaced_by = $3
WHERE practice_id = $1 AND id = $2 AND replaced_by IS NULL AND withdrawn_us IS NULL;

-- name: measure_withdrawn
-- An entry that counts is taken back.
-- in: practice int, id int, at int
UPDATE measure SET withdrawn_us = $3
WHERE practice_id = $1 AND id = $2 AND replaced_by IS NULL AND withdrawn_us IS NULL;

-- name: measure_of_days
-- Every entry of a client about these days, counted or not, the oldest first.
-- in: practice int, client int, from int, to int
-- out: id int, client int, concern int, day int, recall text, value real, source text, at int, account int?, link int?, replaced_by int?, withdrawn int?, note text, instrument text, set int?
SELECT id, client_id, concern_id, day, recall, value, source, at_us, account_id, link_id, replaced_by, withdrawn_us, note, instrument, set_id
FROM measure WHERE practice_id = $1 AND client_id = $2 AND day BETWEEN $3 AND $4
ORDER BY day, id;

-- name: measure_series
-- What a chart needs: the answers of one series that count, in the order of the key. `set` 0: none.
-- in: practice int, client int, concern int, instrument text, set int
-- out: day int, value real, recall text, told int
SELECT day, value, recall, CASE WHEN source = 'therapist' THEN 1 ELSE 0 END FROM measure
WHERE practice_id = $1 AND client_id = $2 AND concern_id = $3
  AND replaced_by IS NULL AND withdrawn_us IS NULL AND instrument = $4 AND COALESCE(set_id, 0) = $5
ORDER BY day, id;

-- name: measure_export
-- The ratings that count, of one concern, with who said them and when.
-- in: practice int, client int, concern int
-- out: day int, value real, recall text, source text, at int, note text, instrument text
SELECT day, value, recall, source, at_us, note, instrument FROM measure
WHERE practice_id = $1 AND client_id = $2 AND concern_id = $3
  AND replaced_by IS NULL AND withdrawn_us IS NULL
ORDER BY instrument, day, id;

-- name: measure_first
-- The oldest entry that counts: it says which recall this series has.
-- in: practice int, client int, concern int, instrument text, set int
-- out: recall text
SELECT recall FROM measure
WHERE practice_id = $1 AND client_id = $2 AND concern_id = $3
  AND replaced_by IS NULL AND withdrawn_us IS NULL AND instrument = $4 AND COALESCE(set_id, 0) = $5
ORDER BY day, id LIMIT 1;

-- name: measure_of_link
-- What a link said about a concern on these days and what counts of it, the newest first.
-- in: practice int, client int, concern int, from int, to int, link int, instrument text, set int
-- out: id int, client int, concern int, day int, recall text, value real, source text, at int, account int?, link int?, replaced_by int?, withdrawn int?, note text, instrument text, set int?
SELECT id, client_id, concern_id, day, recall, value, source, at_us, account_id, link_id, replaced_by, withdrawn_us, note, instrument, set_id
FROM measure
WHERE practice_id = $1 AND client_id = $2 AND concern_id = $3 AND day BETWEEN $4 AND $5
  AND link_id = $6 AND replaced_by IS NULL AND withdrawn_us IS NULL AND instrument = $7 AND COALESCE(set_id, 0) = $8
ORDER BY day DESC, id DESC LIMIT 1;

-- name: measure_count_of_link
-- How often a link said something about a concern on these days, whether it counts or was corrected.
-- in: practice int, client int, concern int, from int, to int, link int
-- out: n int
SELECT COUNT(*) AS n FROM measure
WHERE practice_id = $1 AND client_id = $2 AND concern_id = $3 AND day BETWEEN $4 AND $5 AND link_id = $6;

-- name: measure_answer_new
-- One answer of an entry.
-- in: practice int, measure int, item int, value real
INSERT INTO measure_answer (practice_id, measure_id, item, value) VALUES ($1, $2, $3, $4);

-- name: measure_answers
-- The answers of one entry, in the order of its items.
-- in: practice int, measure int
-- out: item int, value real
SELECT item, value FROM measure_answer WHERE practice_id = $1 AND measure_id = $2 ORDER BY item;

-- name: measure_singles
-- The single answers of a series' entries that count, the oldest first.
-- in: practice int, client int, concern int, instrument text, set int
-- out: day int, item int, value real
SELECT m.day, s.item, s.value
FROM measure m JOIN measure_answer s ON s.practice_id = m.practice_id AND s.measure_id = m.id
WHERE m.practice_id = $1 AND m.client_id = $2 AND m.concern_id = $3
  AND m.replaced_by IS NULL AND m.withdrawn_us IS NULL AND m.instrument = $4 AND COALESCE(m.set_id, 0) = $5
ORDER BY m.day, m.id, s.item;
