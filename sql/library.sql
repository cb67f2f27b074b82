-- Instruments of a practice: its own, and the words of licensed ones.

-- name: library_now
-- What a practice uses, by code, without the files.
-- in: practice int
-- out: id int, code text, kind text, hash text, title text, language text, holder text, licence text, account int?, account_name text, at int
SELECT i.id, i.code, i.kind, i.hash, i.title, i.language, i.holder, i.licence, i.account_id, COALESCE(a.name, ''), i.at_us
FROM practice_instrument i LEFT JOIN account a ON a.id = i.account_id
WHERE i.practice_id = $1 AND i.ended_us IS NULL ORDER BY i.code;

-- name: library_of
-- What a practice uses for one code, without the file.
-- in: practice int, code text
-- out: id int, kind text, hash text
SELECT id, kind, hash FROM practice_instrument WHERE practice_id = $1 AND code = $2 AND ended_us IS NULL;

-- name: library_get
-- One that is or was used, with the file, or the words.
-- in: practice int, id int
-- out: code text, kind text, hash text, title text, language text, holder text, licence text, at int, ended int?, json text
SELECT code, kind, hash, title, language, holder, licence, at_us, ended_us, json FROM practice_instrument WHERE practice_id = $1 AND id = $2;

-- name: library_before
-- All that a practice ever used for one code, the newest first, without the files.
-- in: practice int, code text
-- out: id int, kind text, hash text, title text, language text, holder text, licence text, account int?, account_name text, at int, ended int?, ended_name text
SELECT i.id, i.kind, i.hash, i.title, i.language, i.holder, i.licence, i.account_id, COALESCE(a.name, ''), i.at_us, i.ended_us, COALESCE(b.name, '')
FROM practice_instrument i LEFT JOIN account a ON a.id = i.account_id LEFT JOIN account b ON b.id = i.ended_account_id
WHERE i.practice_id = $1 AND i.code = $2 ORDER BY i.id DESC;

-- name: library_add
-- A file or words, used from now on. What was used for the same code ends first (library_end).
-- in: practice int, id int, code text, kind text, hash text, title text, language text, json text, holder text, licence text, account int?, at int
INSERT INTO practice_instrument (practice_id, id, code, kind, hash, title, language, json, holder, licence, account_id, at_us, ended_us, ended_account_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, NULL, NULL);

-- name: library_end
-- What was used is not used any more.
-- in: practice int, id int, at int, account int?
UPDATE practice_instrument SET ended_us = $3, ended_account_id = $4 WHERE practice_id = $1 AND id = $2 AND ended_us IS NULL;
