-- Named statements of the tests of src/db.

-- name: thing_add
-- in: id int, name text, n int?, r real?, b blob?, parent int?
INSERT INTO thing (id, name, n, r, b, parent) VALUES ($1, $2, $3, $4, $5, $6);

-- name: thing_add_many
-- Rows first .. last, named by number.
-- in: first int, last int
WITH RECURSIVE c (n) AS (SELECT CAST($1 AS @int) UNION ALL SELECT n + 1 FROM c WHERE n < $2)
INSERT INTO thing (id, name, n) SELECT n, 'thing ' || CAST(n AS TEXT), n FROM c;

-- name: thing_by_id
-- in: id int
-- out: id int, name text, n int?, r real?, b blob?, parent int?
SELECT id, name, n, r, b, parent FROM thing WHERE id = $1;

-- name: thing_all
-- out: id int, name text, n int?
SELECT id, name, n FROM thing ORDER BY id;

-- name: thing_by_name
-- Parameters out of order, the second one twice.
-- in: least int, name text
-- out: id int
SELECT id FROM thing WHERE name = $2 AND $2 <> '' AND id >= $1;

-- name: thing_names_sorted
-- out: name text
SELECT name FROM thing ORDER BY name;

-- name: thing_n_sorted
-- out: id int
SELECT id FROM thing ORDER BY n NULLS LAST, id;

-- name: thing_like
-- in: pattern text
-- out: id int
SELECT id FROM thing WHERE name LIKE $1 ORDER BY id;

-- name: thing_count
-- out: rows int, total int?
SELECT count(*) AS rows, CAST(sum(n) AS @int) AS total FROM thing;

-- name: thing_set
-- in: id int, n int
UPDATE thing SET n = $2 WHERE id = $1;

-- name: thing_set_all
-- in: n int
UPDATE thing SET n = $1;

-- name: thing_bump
-- in: least int
-- out: id int, n int?
UPDATE thing SET n = n + 1 WHERE id >= $1 RETURNING id, n;

-- name: thing_add_child
-- in: id int, name text, parent int
-- out: id int
INSERT INTO thing (id, name, parent) VALUES ($1, $2, $3) RETURNING id;

-- name: thing_put
-- in: id int, name text, n int
INSERT INTO thing (id, name, n) VALUES ($1, $2, $3) ON CONFLICT (id) DO UPDATE SET n = excluded.n;

-- name: thing_try
-- in: id int, name text
INSERT INTO thing (id, name) VALUES ($1, $2) ON CONFLICT DO NOTHING;

-- name: thing_drop
-- in: id int
DELETE FROM thing WHERE id = $1;

-- name: thing_optional
-- Every thing, or those of one name.
-- in: name text?
-- out: id int
SELECT id FROM thing WHERE CAST($1 AS TEXT) IS NULL OR name = $1 ORDER BY id;

-- name: arithmetic
-- in: a int, b int, r real
-- out: div int, rest int, half real, truth int
SELECT $1 / $2 AS div, $1 % $2 AS rest, $3 / 2 AS half, $1 > $2 AS truth;

-- name: count_to
-- Takes its time.
-- in: n int
-- out: n int
WITH RECURSIVE c (n) AS (SELECT CAST(1 AS @int) UNION ALL SELECT n + 1 FROM c WHERE n < $1) SELECT count(*) AS n FROM c;

-- name: engine_name @sqlite
-- out: name text
SELECT 'sqlite' AS name;
-- name: engine_name @postgres
SELECT 'postgres' AS name;

-- name: small_numbers @sqlite
-- PostgreSQL's narrower types come out as int and real.
-- out: four int, two int, truth int, whole real
SELECT -5 AS four, -6 AS two, 1 AS truth, -7 AS whole;
-- name: small_numbers @postgres
SELECT CAST(-5 AS int4) AS four, CAST(-6 AS int2) AS two, true AS truth, CAST(-7 AS int4) AS whole;

-- name: note_add
-- in: id int, t text
INSERT INTO note (id, t) VALUES ($1, $2);

-- name: note_set
-- in: id int, t text
UPDATE note SET t = $2 WHERE id = $1;

-- name: note_count
-- out: n int
SELECT count(*) AS n FROM note;
