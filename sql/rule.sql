-- A practice's own rules of safety.

-- name: rule_now
-- The newest change of each rule, by rule.
-- in: practice int
-- out: id int, rule text, what text, body text, verdict text, reason text, account int?, account_name text, at int
SELECT r.id, r.rule, r.what, r.body, r.verdict, r.reason, r.account_id, COALESCE(a.name, ''), r.at_us
FROM rule_edit r LEFT JOIN account a ON a.id = r.account_id
WHERE r.practice_id = $1 AND r.id = (SELECT MAX(n.id) FROM rule_edit n WHERE n.rule = r.rule AND n.practice_id = r.practice_id)
ORDER BY r.rule;

-- name: rule_before
-- Every change of one rule, the newest first.
-- in: practice int, rule text
-- out: id int, rule text, what text, body text, verdict text, reason text, account int?, account_name text, at int
SELECT r.id, r.rule, r.what, r.body, r.verdict, r.reason, r.account_id, COALESCE(a.name, ''), r.at_us
FROM rule_edit r LEFT JOIN account a ON a.id = r.account_id
WHERE r.rule = $2 AND r.practice_id = $1 ORDER BY r.id DESC;

-- name: rule_edit_get
-- One change.
-- in: practice int, id int
-- out: id int, rule text, what text, body text, verdict text, reason text, account int?, account_name text, at int
SELECT r.id, r.rule, r.what, r.body, r.verdict, r.reason, r.account_id, COALESCE(a.name, ''), r.at_us
FROM rule_edit r LEFT JOIN account a ON a.id = r.account_id
WHERE r.practice_id = $1 AND r.id = $2;

-- name: rule_add
-- A change; from now on it counts.
-- in: practice int, id int, rule text, what text, body text, verdict text, reason text, account int?, at int
INSERT INTO rule_edit (practice_id, id, rule, what, body, verdict, reason, account_id, at_us) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: rule_signatures
-- Every signature, the newest first, with what took it back.
-- in: practice int
-- out: id int, signer text, role text, licence text, signed_day int, what text, rules text, digest text, account_name text, at int, back_at int?, back_why text
SELECT s.id, s.signer, s.role, s.licence, s.signed_day, s.what, s.rules, s.digest, COALESCE(a.name, ''), s.at_us, b.at_us AS back_at, COALESCE(b.what, '')
FROM rule_signature s LEFT JOIN account a ON a.id = s.account_id LEFT JOIN rule_signature b ON b.practice_id = s.practice_id AND b.back_of = s.id
WHERE s.practice_id = $1 AND s.back_of IS NULL ORDER BY s.id DESC;

-- name: rule_signature_add
-- A signature.
-- in: practice int, id int, signer text, role text, licence text, signed_day int, what text, rules text, digest text, account int?, at int
INSERT INTO rule_signature (practice_id, id, signer, role, licence, signed_day, what, rules, digest, account_id, at_us)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- name: rule_signature_back
-- One is taken back.
-- in: practice int, id int, back_of int, why text, account int?, at int
INSERT INTO rule_signature (practice_id, id, back_of, signer, role, licence, what, rules, digest, account_id, at_us)
VALUES ($1, $2, $3, '', '', '', $4, '', '', $5, $6);
