-- dump and load: each table whole, columns in the order of the schema, rows in the order of the primary key. The statements follow from
-- the schema (tools/sql_tables.py) but for those below. A dump is of one practice (low = high) or of all (low = 0, high = the largest id).
-- Left out are derived tables and those that mean nothing elsewhere; sessions leave only with credentials.
-- not dumped: client_key form_done signin_try job
-- credentials: session
-- made by hand: account instrument_text
-- moved by hand: audit concern measure

-- name: load_empty
-- A dump is loaded into a database that holds nobody yet.
-- in: none
-- out: practices int, accounts int
SELECT (SELECT COUNT(*) FROM practice), (SELECT COUNT(*) FROM account);

-- name: load_clients
-- Whose search keys are made anew: merged records have none.
-- in: none
-- out: practice int, id int
SELECT practice_id, id FROM client WHERE merged_into IS NULL ORDER BY practice_id, id;

-- name: dump_account
-- Of a practice: those who are a member of it. The caller leaves out the password hash.
-- in: low int, high int
-- out: id int, email text, name text, password_hash text, must_change int, language text, created_us int
SELECT id, email, name, password_hash, must_change, language, created_us
FROM account WHERE CAST($1 AS @int) < CAST($2 AS @int) OR id IN (SELECT account_id FROM member WHERE practice_id BETWEEN $1 AND $2)
ORDER BY id;

-- name: load_account
-- As dumped.
-- in: id int, email text, name text, password_hash text, must_change int, language text, created_us int
INSERT INTO account (id, email, name, password_hash, must_change, language, created_us)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: dump_instrument_text
-- Of a practice: those that it asked with.
-- in: low int, high int
-- out: hash text, code text, version text, json text
SELECT hash, code, version, json
FROM instrument_text WHERE CAST($1 AS @int) < CAST($2 AS @int) OR hash IN (SELECT hash FROM response WHERE practice_id BETWEEN $1 AND $2)
ORDER BY hash;

-- name: load_instrument_text
-- As dumped.
-- in: hash text, code text, version text, json text
INSERT INTO instrument_text (hash, code, version, json) VALUES ($1, $2, $3, $4);
