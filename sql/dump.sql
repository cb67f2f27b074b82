-- dump and load: each table whole, columns in the order of the schema, rows in the order of the primary key.
-- A dump is of one practice (low = high) or of all (low = 0, high = the largest id). tests/unit/desk/test_dump.c holds the columns to the schema.

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

-- name: dump_practice
-- Practice rows.
-- in: low int, high int
-- out: id int, name text, country text, zone text, currency text, language text, phone text, email text, address text, crisis_line text, set_up_us int?, version int, created_us int
SELECT id, name, country, zone, currency, language, phone, email, address, crisis_line, set_up_us, version, created_us
FROM practice WHERE id BETWEEN $1 AND $2
ORDER BY id;

-- name: load_practice
-- As dumped.
-- in: id int, name text, country text, zone text, currency text, language text, phone text, email text, address text, crisis_line text, set_up_us int?, version int, created_us int
INSERT INTO practice (id, name, country, zone, currency, language, phone, email, address, crisis_line, set_up_us, version, created_us)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13);

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

-- name: dump_member
-- Member rows.
-- in: low int, high int
-- out: practice_id int, account_id int, role text, licence_number text, licence_expires int?, active int, version int, created_us int
SELECT practice_id, account_id, role, licence_number, licence_expires, active, version, created_us
FROM member WHERE practice_id BETWEEN $1 AND $2
ORDER BY practice_id, account_id;

-- name: load_member
-- As dumped.
-- in: practice_id int, account_id int, role text, licence_number text, licence_expires int?, active int, version int, created_us int
INSERT INTO member (practice_id, account_id, role, licence_number, licence_expires, active, version, created_us)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: dump_session
-- Only with credentials.
-- in: low int, high int
-- out: token_hash blob, id int, account_id int, practice_id int, csrf text, created_us int, seen_us int, expires_us int, peer text, agent text
SELECT token_hash, id, account_id, practice_id, csrf, created_us, seen_us, expires_us, peer, agent
FROM session WHERE practice_id BETWEEN $1 AND $2
ORDER BY token_hash;

-- name: load_session
-- As dumped.
-- in: token_hash blob, id int, account_id int, practice_id int, csrf text, created_us int, seen_us int, expires_us int, peer text, agent text
INSERT INTO session (token_hash, id, account_id, practice_id, csrf, created_us, seen_us, expires_us, peer, agent)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: dump_service
-- Service rows.
-- in: low int, high int
-- out: practice_id int, id int, name text, minutes int, price int, active int, position int, version int
SELECT practice_id, id, name, minutes, price, active, position, version
FROM service WHERE practice_id BETWEEN $1 AND $2
ORDER BY practice_id, id;

-- name: load_service
-- As dumped.
-- in: practice_id int, id int, name text, minutes int, price int, active int, position int, version int
INSERT INTO service (practice_id, id, name, minutes, price, active, position, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: dump_opening
-- Opening rows.
-- in: low int, high int
-- out: practice_id int, weekday int, from_minute int, to_minute int
SELECT practice_id, weekday, from_minute, to_minute
FROM opening WHERE practice_id BETWEEN $1 AND $2
ORDER BY practice_id, weekday, from_minute;

-- name: load_opening
-- As dumped.
-- in: practice_id int, weekday int, from_minute int, to_minute int
INSERT INTO opening (practice_id, weekday, from_minute, to_minute)
VALUES ($1, $2, $3, $4);

-- name: dump_client
-- Client rows.
-- in: low int, high int
-- out: practice_id int, id int, given text, family text, preferred text, pronouns text, born int?, sex text, email text, address text, language text, occupation text, handedness text, physician text, physician_contact text, emergency_name text, emergency_relation text, emergency_phone text, heard_from text, may_call int, may_text int, may_email int, note text, merged_into int?, external text?, version int, created_us int, updated_us int
SELECT practice_id, id, given, family, preferred, pronouns, born, sex, email, address, language, occupation, handedness, physician,
    physician_contact, emergency_name, emergency_relation, emergency_phone, heard_from, may_call, may_text, may_email, note, merged_into,
    external, version, created_us, updated_us
FROM client WHERE practice_id BETWEEN $1 AND $2
ORDER BY practice_id, id;

-- name: load_client
-- As dumped.
-- in: practice_id int, id int, given text, family text, preferred text, pronouns text, born int?, sex text, email text, address text, language text, occupation text, handedness text, physician text, physician_contact text, emergency_name text, emergency_relation text, emergency_phone text, heard_from text, may_call int, may_text int, may_email int, note text, merged_into int?, external text?, version int, created_us int, updated_us int
INSERT INTO client (practice_id, id, given, family, preferred, pronouns, born, sex, email, address, language, occupation, handedness, physician,
    physician_contact, emergency_name, emergency_relation, emergency_phone, heard_from, may_call, may_text, may_email, note, merged_into,
    external, version, created_us, updated_us)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28);

-- name: dump_client_phone
-- Client phone rows.
-- in: low int, high int
-- out: practice_id int, client_id int, position int, number text, digits text
SELECT practice_id, client_id, position, number, digits
FROM client_phone WHERE practice_id BETWEEN $1 AND $2
ORDER BY practice_id, client_id, position;

-- name: load_client_phone
-- As dumped.
-- in: practice_id int, client_id int, position int, number text, digits text
INSERT INTO client_phone (practice_id, client_id, position, number, digits)
VALUES ($1, $2, $3, $4, $5);

-- name: dump_client_version
-- Client version rows.
-- in: low int, high int
-- out: practice_id int, client_id int, version int, at_us int, account_id int?, body text
SELECT practice_id, client_id, version, at_us, account_id, body
FROM client_version WHERE practice_id BETWEEN $1 AND $2
ORDER BY practice_id, client_id, version;

-- name: load_client_version
-- As dumped.
-- in: practice_id int, client_id int, version int, at_us int, account_id int?, body text
INSERT INTO client_version (practice_id, client_id, version, at_us, account_id, body)
VALUES ($1, $2, $3, $4, $5, $6);

-- name: dump_client_merge
-- Client merge rows.
-- in: low int, high int
-- out: practice_id int, id int, kept_id int, gone_id int, at_us int, account_id int?, moved text, undone_us int?
SELECT practice_id, id, kept_id, gone_id, at_us, account_id, moved, undone_us
FROM client_merge WHERE practice_id BETWEEN $1 AND $2
ORDER BY practice_id, id;

-- name: load_client_merge
-- As dumped.
-- in: practice_id int, id int, kept_id int, gone_id int, at_us int, account_id int?, moved text, undone_us int?
INSERT INTO client_merge (practice_id, id, kept_id, gone_id, at_us, account_id, moved, undone_us)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: dump_duplicate_no
-- Duplicate no rows.
-- in: low int, high int
-- out: practice_id int, low_id int, high_id int, at_us int, account_id int?
SELECT practice_id, low_id, high_id, at_us, account_id
FROM duplicate_no WHERE practice_id BETWEEN $1 AND $2
ORDER BY practice_id, low_id, high_id;

-- name: load_duplicate_no
-- As dumped.
-- in: practice_id int, low_id int, high_id int, at_us int, account_id int?
INSERT INTO duplicate_no (practice_id, low_id, high_id, at_us, account_id)
VALUES ($1, $2, $3, $4, $5);

-- name: dump_concern
-- Concern rows.
-- in: low int, high int
-- out: practice_id int, id int, client_id int, kind text, place text, start_day int?, closed_day int?, version int, created_us int
SELECT practice_id, id, client_id, kind, place, start_day, closed_day, version, created_us
FROM concern WHERE practice_id BETWEEN $1 AND $2
ORDER BY practice_id, id;

-- name: load_concern
-- As dumped.
-- in: practice_id int, id int, client_id int, kind text, place text, start_day int?, closed_day int?, version int, created_us int
INSERT INTO concern (practice_id, id, client_id, kind, place, start_day, closed_day, version, created_us)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: dump_measure
-- Measure rows.
-- in: low int, high int
-- out: practice_id int, client_id int, concern_id int, day int, id int, instrument text, recall text, value real, source text, at_us int, account_id int?, link_id int?, replaced_by int?, withdrawn_us int?, note text
SELECT practice_id, client_id, concern_id, day, id, instrument, recall, value, source, at_us, account_id, link_id, replaced_by, withdrawn_us,
    note
FROM measure WHERE practice_id BETWEEN $1 AND $2
ORDER BY practice_id, client_id, concern_id, day, id;

-- name: load_measure
-- As dumped.
-- in: practice_id int, client_id int, concern_id int, day int, id int, instrument text, recall text, value real, source text, at_us int, account_id int?, link_id int?, replaced_by int?, withdrawn_us int?, note text
INSERT INTO measure (practice_id, client_id, concern_id, day, id, instrument, recall, value, source, at_us, account_id, link_id, replaced_by, withdrawn_us,
    note)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15);

-- name: dump_diary_day
-- Diary day rows.
-- in: low int, high int
-- out: practice_id int, client_id int, day int, headache int, peak int?, medicine int?, source text, at_us int, account_id int?, link_id int?, version int
SELECT practice_id, client_id, day, headache, peak, medicine, source, at_us, account_id, link_id, version
FROM diary_day WHERE practice_id BETWEEN $1 AND $2
ORDER BY practice_id, client_id, day;

-- name: load_diary_day
-- As dumped.
-- in: practice_id int, client_id int, day int, headache int, peak int?, medicine int?, source text, at_us int, account_id int?, link_id int?, version int
INSERT INTO diary_day (practice_id, client_id, day, headache, peak, medicine, source, at_us, account_id, link_id, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- name: dump_diary_before
-- Diary before rows.
-- in: low int, high int
-- out: practice_id int, client_id int, day int, version int, headache int, peak int?, medicine int?, source text, at_us int, account_id int?, link_id int?
SELECT practice_id, client_id, day, version, headache, peak, medicine, source, at_us, account_id, link_id
FROM diary_before WHERE practice_id BETWEEN $1 AND $2
ORDER BY practice_id, client_id, day, version;

-- name: load_diary_before
-- As dumped.
-- in: practice_id int, client_id int, day int, version int, headache int, peak int?, medicine int?, source text, at_us int, account_id int?, link_id int?
INSERT INTO diary_before (practice_id, client_id, day, version, headache, peak, medicine, source, at_us, account_id, link_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- name: dump_link
-- Link rows.
-- in: low int, high int
-- out: practice_id int, id int, client_id int, concern_id int?, shared_phone int, confirmed_us int?, created_us int, account_id int?, expires_us int, used_us int?, revoked_us int?
SELECT practice_id, id, client_id, concern_id, shared_phone, confirmed_us, created_us, account_id, expires_us, used_us, revoked_us
FROM link WHERE practice_id BETWEEN $1 AND $2
ORDER BY practice_id, id;

-- name: load_link
-- As dumped.
-- in: practice_id int, id int, client_id int, concern_id int?, shared_phone int, confirmed_us int?, created_us int, account_id int?, expires_us int, used_us int?, revoked_us int?
INSERT INTO link (practice_id, id, client_id, concern_id, shared_phone, confirmed_us, created_us, account_id, expires_us, used_us, revoked_us)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- name: dump_audit
-- Audit rows.
-- in: low int, high int
-- out: practice_id int, id int, at_us int, event text, role text, account_id int?, client_id int?, subject int?
SELECT practice_id, id, at_us, event, role, account_id, client_id, subject
FROM audit WHERE practice_id BETWEEN $1 AND $2
ORDER BY practice_id, id;

-- name: load_audit
-- As dumped.
-- in: practice_id int, id int, at_us int, event text, role text, account_id int?, client_id int?, subject int?
INSERT INTO audit (practice_id, id, at_us, event, role, account_id, client_id, subject)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: dump_audit_chain
-- Audit chain rows.
-- in: low int, high int
-- out: practice_id int, audit_id int, hash blob, n int
SELECT practice_id, audit_id, hash, n
FROM audit_chain WHERE practice_id BETWEEN $1 AND $2
ORDER BY practice_id, n;

-- name: load_audit_chain
-- As dumped.
-- in: practice_id int, audit_id int, hash blob, n int
INSERT INTO audit_chain (practice_id, audit_id, hash, n)
VALUES ($1, $2, $3, $4);
