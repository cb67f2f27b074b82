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
