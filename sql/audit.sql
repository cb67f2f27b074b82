-- name: audit_insert
-- One thing that somebody did or read.
-- in: practice int, id int, at_us int, event text, role text, account int?, client int?, subject int?
INSERT INTO audit (practice_id, id, at_us, event, role, account_id, client_id, subject)
VALUES ($1, $2, $3, $4, $5, CAST($6 AS BIGINT), CAST($7 AS BIGINT), CAST($8 AS BIGINT));

-- name: audit_page
-- The trail, the newest first.
-- in: practice int, before int, limit int
-- out: id int, at_us int, event text, role text, account_id int?, client_id int?, subject int?, account_name text?, subject_given text?, subject_family text?
SELECT u.id, u.at_us, u.event, u.role, u.account_id, u.client_id, u.subject, a.name AS account_name,
    c.given AS subject_given, c.family AS subject_family
FROM audit u
LEFT JOIN account a ON a.id = u.account_id
LEFT JOIN client c ON c.practice_id = u.practice_id AND c.id = u.subject
WHERE u.practice_id = $1 AND u.id < $2
ORDER BY u.id DESC
LIMIT $3;

-- name: audit_page_subject
-- The trail of one client or other thing, the newest first.
-- in: practice int, before int, limit int, subject int
-- out: id int, at_us int, event text, role text, account_id int?, client_id int?, subject int?, account_name text?, subject_given text?, subject_family text?
SELECT u.id, u.at_us, u.event, u.role, u.account_id, u.client_id, u.subject, a.name AS account_name,
    c.given AS subject_given, c.family AS subject_family
FROM audit u
LEFT JOIN account a ON a.id = u.account_id
LEFT JOIN client c ON c.practice_id = u.practice_id AND c.id = u.subject
WHERE u.practice_id = $1 AND u.id < $2 AND u.subject = $4
ORDER BY u.id DESC
LIMIT $3;

-- name: audit_chain_last
-- The newest link of the practice's chain.
-- in: practice int
-- out: n int, audit_id int, hash blob
SELECT n, audit_id, hash FROM audit_chain WHERE practice_id = $1 ORDER BY n DESC LIMIT 1;

-- name: audit_unchained
-- Rows that no link holds, in order; `after` is a day before the newest link, as a read may be booked late, with the id of its time.
-- in: practice int, after int, settled_us int, limit int
-- out: id int, at_us int, event text, role text, account_id int?, client_id int?, subject int?
SELECT id, at_us, event, role, account_id, client_id, subject
FROM audit
WHERE practice_id = $1 AND id > $2 AND at_us < $3
  AND NOT EXISTS (SELECT 1 FROM audit_chain AS c WHERE c.practice_id = $1 AND c.audit_id = audit.id)
ORDER BY id
LIMIT $4;

-- name: audit_chain_insert
-- The next link.
-- in: practice int, n int, audit int, hash blob
INSERT INTO audit_chain (practice_id, n, audit_id, hash) VALUES ($1, $2, $3, $4);

-- name: audit_chain_links
-- Links with their rows, in order; a row that is gone shows as NULLs.
-- in: practice int, after int, limit int
-- out: n int, hash blob, audit_id int, id int?, at_us int?, event text?, role text?, account_id int?, client_id int?, subject int?
SELECT l.n, l.hash, l.audit_id, u.id, u.at_us, u.event, u.role, u.account_id, u.client_id, u.subject
FROM audit_chain l
LEFT JOIN audit u ON u.practice_id = l.practice_id AND u.id = l.audit_id
WHERE l.practice_id = $1 AND l.n > $2
ORDER BY l.n
LIMIT $3;
