-- name: account_by_email
-- Global: before sign-in there is no practice yet.
-- in: email text
-- out: id int, email text, name text, password_hash text, must_change int, language text, created_us int
SELECT id, email, name, password_hash, must_change, language, created_us
FROM account
WHERE email = $1;

-- name: account_by_id
-- One person who signs in.
-- in: id int
-- out: id int, email text, name text, password_hash text, must_change int, language text, created_us int
SELECT id, email, name, password_hash, must_change, language, created_us
FROM account
WHERE id = $1;

-- name: account_insert
-- A new person.
-- in: id int, email text, name text, password_hash text, must_change int, language text, created_us int
INSERT INTO account (id, email, name, password_hash, must_change, language, created_us)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: account_set_password
-- A new password, by the person (must_change 0) or by an owner (1).
-- in: id int, password_hash text, must_change int
UPDATE account SET password_hash = $2, must_change = $3 WHERE id = $1;

-- name: member_practices
-- Where this person works now, the longest first.
-- in: account int
-- out: practice_id int, role text
SELECT practice_id, role
FROM member
WHERE account_id = $1 AND active = 1
ORDER BY created_us, practice_id;

-- name: member_list
-- The people of the practice, those switched off last.
-- in: practice int
-- out: account_id int, email text, name text, role text, licence_number text, licence_body text, licence_expires int?, active int, must_change int, version int, created_us int
SELECT m.account_id, a.email, a.name, m.role, m.licence_number, m.licence_body, m.licence_expires, m.active, a.must_change, m.version, m.created_us
FROM member m
JOIN account a ON a.id = m.account_id
WHERE m.practice_id = $1
ORDER BY m.active DESC, a.name, m.account_id;

-- name: member_by_id
-- One of the people of the practice.
-- in: practice int, account int
-- out: account_id int, email text, name text, role text, licence_number text, licence_body text, licence_expires int?, active int, must_change int, version int, created_us int
SELECT m.account_id, a.email, a.name, m.role, m.licence_number, m.licence_body, m.licence_expires, m.active, a.must_change, m.version, m.created_us
FROM member m
JOIN account a ON a.id = m.account_id
WHERE m.practice_id = $1 AND m.account_id = $2;

-- name: member_insert
-- A person begins to work here; no row where they do already.
-- in: practice int, account int, role text, licence_number text, licence_body text, licence_expires int?, created_us int
INSERT INTO member (practice_id, account_id, role, licence_number, licence_body, licence_expires, active, version, created_us)
VALUES ($1, $2, $3, $4, $5, CAST($6 AS BIGINT), 1, 1, $7)
ON CONFLICT (practice_id, account_id) DO NOTHING;

-- name: member_update
-- Role, licence and whether the person still works here, where nobody changed the row since.
-- in: practice int, account int, version int, role text, licence_number text, licence_body text, licence_expires int?, active int
UPDATE member
SET role = $4, licence_number = $5, licence_body = $6, licence_expires = CAST($7 AS BIGINT), active = $8, version = version + 1
WHERE practice_id = $1 AND account_id = $2 AND version = $3;

-- name: member_owners
-- How many owners can sign in: there must be one.
-- in: practice int
-- out: n int
SELECT COUNT(*) AS n FROM member WHERE practice_id = $1 AND role = 'owner' AND active = 1;
