-- name: client_by_id
-- One client of this practice, also one that was merged into another.
-- in: practice int, id int
-- out: id int, given text, family text, preferred text, pronouns text, born int?, sex text, email text, address text, language text, occupation text, handedness text, physician text, physician_contact text, emergency_name text, emergency_relation text, emergency_phone text, heard_from text, may_call int, may_text int, may_email int, note text, merged_into int?, external text?, version int, created_us int, updated_us int
SELECT id, given, family, preferred, pronouns, born, sex, email, address, language, occupation, handedness, physician,
    physician_contact, emergency_name, emergency_relation, emergency_phone, heard_from, may_call, may_text, may_email,
    note, merged_into, external, version, created_us, updated_us
FROM client
WHERE practice_id = $1 AND id = $2;

-- name: client_insert
-- A new client, version 1.
-- in: practice int, id int, given text, family text, preferred text, pronouns text, born int?, sex text, email text, address text, language text, occupation text, handedness text, physician text, physician_contact text, emergency_name text, emergency_relation text, emergency_phone text, heard_from text, may_call int, may_text int, may_email int, note text, external text?, created_us int, updated_us int
INSERT INTO client (practice_id, id, given, family, preferred, pronouns, born, sex, email, address, language, occupation, handedness,
    physician, physician_contact, emergency_name, emergency_relation, emergency_phone, heard_from, may_call, may_text,
    may_email, note, external, created_us, updated_us, version)
VALUES ($1, $2, $3, $4, $5, $6, CAST($7 AS BIGINT), $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
    $23, CAST($24 AS TEXT), $25, $26, 1);

-- name: client_update
-- Every field, where nobody changed the row since it was read as `version` and it is no merged record.
-- in: practice int, id int, version int, updated_us int, given text, family text, preferred text, pronouns text, born int?, sex text, email text, address text, language text, occupation text, handedness text, physician text, physician_contact text, emergency_name text, emergency_relation text, emergency_phone text, heard_from text, may_call int, may_text int, may_email int, note text
UPDATE client
SET version = version + 1, updated_us = $4, given = $5, family = $6, preferred = $7, pronouns = $8,
    born = CAST($9 AS BIGINT), sex = $10, email = $11, address = $12, language = $13, occupation = $14,
    handedness = $15, physician = $16, physician_contact = $17, emergency_name = $18, emergency_relation = $19,
    emergency_phone = $20, heard_from = $21, may_call = $22, may_text = $23, may_email = $24, note = $25
WHERE practice_id = $1 AND id = $2 AND version = $3 AND merged_into IS NULL;

-- name: client_set_merged
-- Into which record this one was merged; NULL: it is its own again.
-- in: practice int, id int, into int?, updated_us int
UPDATE client SET merged_into = CAST($3 AS BIGINT), updated_us = $4 WHERE practice_id = $1 AND id = $2;

-- name: client_row
-- One client as a line of a list.
-- in: practice int, id int
-- out: id int, given text, family text, preferred text, born int?, email text, updated_us int, phone text?
SELECT c.id, c.given, c.family, c.preferred, c.born, c.email, c.updated_us,
    (SELECT p.number FROM client_phone p WHERE p.practice_id = c.practice_id AND p.client_id = c.id ORDER BY p.position LIMIT 1) AS phone
FROM client c
WHERE c.practice_id = $1 AND c.id = $2;

-- name: client_recent
-- The last changed, without merged records.
-- in: practice int, limit int
-- out: id int, given text, family text, preferred text, born int?, email text, updated_us int, phone text?
SELECT c.id, c.given, c.family, c.preferred, c.born, c.email, c.updated_us,
    (SELECT p.number FROM client_phone p WHERE p.practice_id = c.practice_id AND p.client_id = c.id ORDER BY p.position LIMIT 1) AS phone
FROM client c
WHERE c.practice_id = $1 AND c.merged_into IS NULL
ORDER BY c.updated_us DESC
LIMIT $2;

-- name: client_count
-- How many clients there are, without merged records.
-- in: practice int
-- out: n int
SELECT COUNT(*) AS n FROM client WHERE practice_id = $1 AND merged_into IS NULL;

-- name: client_external
-- The client that was imported under this id.
-- in: practice int, external text
-- out: id int, merged_into int?
SELECT id, merged_into FROM client WHERE practice_id = $1 AND external = $2;

-- name: client_merged_into
-- Follows a merge by one step.
-- in: practice int, id int
-- out: merged_into int?
SELECT merged_into FROM client WHERE practice_id = $1 AND id = $2;

-- name: client_phones
-- A client's phones, the first is called first.
-- in: practice int, client int
-- out: number text
SELECT number FROM client_phone WHERE practice_id = $1 AND client_id = $2 ORDER BY position;

-- name: client_phones_clear
-- Before they are written anew.
-- in: practice int, client int
DELETE FROM client_phone WHERE practice_id = $1 AND client_id = $2;

-- name: client_phone_insert
-- One phone.
-- in: practice int, client int, position int, number text, digits text
INSERT INTO client_phone (practice_id, client_id, position, number, digits) VALUES ($1, $2, $3, $4, $5);

-- name: client_version_insert
-- The record as it is from now on, for its history.
-- in: practice int, client int, version int, at_us int, account int?, body text
INSERT INTO client_version (practice_id, client_id, version, at_us, account_id, body)
VALUES ($1, $2, $3, $4, CAST($5 AS BIGINT), $6);

-- name: client_versions
-- Every version of one client's record, the newest first.
-- in: practice int, client int
-- out: version int, at_us int, account_id int?, account_name text?, body text
SELECT v.version, v.at_us, v.account_id, a.name AS account_name, v.body
FROM client_version v
LEFT JOIN account a ON a.id = v.account_id
WHERE v.practice_id = $1 AND v.client_id = $2
ORDER BY v.version DESC;

-- name: client_keys_clear
-- Before a client's search keys are written anew.
-- in: practice int, client int
DELETE FROM client_key WHERE practice_id = $1 AND client_id = $2;

-- name: client_keys_insert
-- Search keys, up to 32 at once: each statement is a round trip on PostgreSQL. Padded with ''.
-- in: practice int, client int, k1 text, k2 text, k3 text, k4 text, k5 text, k6 text, k7 text, k8 text, k9 text, k10 text, k11 text, k12 text, k13 text, k14 text, k15 text, k16 text, k17 text, k18 text, k19 text, k20 text, k21 text, k22 text, k23 text, k24 text, k25 text, k26 text, k27 text, k28 text, k29 text, k30 text, k31 text, k32 text
INSERT INTO client_key (practice_id, key, client_id)
SELECT CAST($1 AS BIGINT), padded.column1, CAST($2 AS BIGINT)
FROM (VALUES (CAST($3 AS TEXT)), (CAST($4 AS TEXT)), (CAST($5 AS TEXT)), (CAST($6 AS TEXT)), (CAST($7 AS TEXT)),
    (CAST($8 AS TEXT)), (CAST($9 AS TEXT)), (CAST($10 AS TEXT)), (CAST($11 AS TEXT)), (CAST($12 AS TEXT)),
    (CAST($13 AS TEXT)), (CAST($14 AS TEXT)), (CAST($15 AS TEXT)), (CAST($16 AS TEXT)), (CAST($17 AS TEXT)),
    (CAST($18 AS TEXT)), (CAST($19 AS TEXT)), (CAST($20 AS TEXT)), (CAST($21 AS TEXT)), (CAST($22 AS TEXT)),
    (CAST($23 AS TEXT)), (CAST($24 AS TEXT)), (CAST($25 AS TEXT)), (CAST($26 AS TEXT)), (CAST($27 AS TEXT)),
    (CAST($28 AS TEXT)), (CAST($29 AS TEXT)), (CAST($30 AS TEXT)), (CAST($31 AS TEXT)), (CAST($32 AS TEXT)),
    (CAST($33 AS TEXT)), (CAST($34 AS TEXT))) AS padded
WHERE padded.column1 <> '';

-- name: client_candidates @sqlite
-- Clients who share search keys, those who share most first; one line for each of their phones, and one where there is none.
-- Padded with ''.
-- in: practice int, k1 text, k2 text, k3 text, k4 text, k5 text, k6 text, k7 text, k8 text, k9 text, k10 text, k11 text, k12 text, k13 text, k14 text, k15 text, k16 text, k17 text, k18 text, k19 text, k20 text, k21 text, k22 text, k23 text, k24 text, k25 text, k26 text, k27 text, k28 text, k29 text, k30 text, k31 text, k32 text, limit int
-- out: id int, given text, family text, preferred text, born int?, email text, updated_us int, number text?
WITH shared AS (
    SELECT +client_id AS client_id -- the plus keeps SQLite from grouping by walking all keys of the practice
    FROM client_key
    WHERE practice_id = $1 AND key IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25,
        $26, $27, $28, $29, $30, $31, $32, $33)
), hit AS (
    SELECT client_id, COUNT(*) AS n
    FROM shared
    GROUP BY client_id
    ORDER BY n DESC, client_id DESC
    LIMIT $34
)
SELECT c.id, c.given, c.family, c.preferred, c.born, c.email, c.updated_us, p.number
FROM hit
CROSS JOIN client c -- in this order: SQLite would rather walk all clients of the practice
LEFT JOIN client_phone p ON p.practice_id = $1 AND p.client_id = c.id
WHERE c.practice_id = $1 AND c.id = hit.client_id
ORDER BY hit.n DESC, c.id DESC, p.position;

-- name: client_candidates @postgres
-- Clients who share search keys, those who share most first; one line for each of their phones, and one where there is none.
-- Padded with ''. OFFSET 0 keeps each lookup a lookup: the planner would rather hash the whole practice.
-- in: practice int, k1 text, k2 text, k3 text, k4 text, k5 text, k6 text, k7 text, k8 text, k9 text, k10 text, k11 text, k12 text, k13 text, k14 text, k15 text, k16 text, k17 text, k18 text, k19 text, k20 text, k21 text, k22 text, k23 text, k24 text, k25 text, k26 text, k27 text, k28 text, k29 text, k30 text, k31 text, k32 text, limit int
-- out: id int, given text, family text, preferred text, born int?, email text, updated_us int, number text?
WITH shared AS (
    SELECT client_id
    FROM client_key
    WHERE practice_id = $1 AND key IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25,
        $26, $27, $28, $29, $30, $31, $32, $33)
), hit AS (
    SELECT client_id, COUNT(*) AS n
    FROM shared
    GROUP BY client_id
    ORDER BY n DESC, client_id DESC
    LIMIT $34
)
SELECT c.id, c.given, c.family, c.preferred, c.born, c.email, c.updated_us, p.number
FROM hit
JOIN LATERAL (SELECT * FROM client WHERE practice_id = $1 AND id = hit.client_id OFFSET 0) c ON TRUE
LEFT JOIN LATERAL (
    SELECT number, position FROM client_phone WHERE practice_id = $1 AND client_id = hit.client_id OFFSET 0
) p ON TRUE
ORDER BY hit.n DESC, c.id DESC, p.position;
