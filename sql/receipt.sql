-- Receipts and refunds. Numbers are given in the transaction that writes them: without gaps within a practice.

-- name: receipt_next
-- Takes the number that comes next. On PostgreSQL two at once collide here, on one row, and the second runs again.
-- in: practice int
-- out: number int
INSERT INTO receipt_number (practice_id, last) VALUES ($1, 1)
ON CONFLICT (practice_id) DO UPDATE SET last = receipt_number.last + 1
RETURNING last AS number;

-- name: receipt_insert
-- A receipt or a refund, for good.
-- in: practice int, id int, number int, kind text, refers int?, client int, appointment int?, package int?, issued_day int, fee int, tax_bp int, tax int, currency text, paid_by text, body text, reason text, issued int, account int?
INSERT INTO receipt (practice_id, id, number, kind, refers_to_id, client_id, appointment_id, package_id, issued_day, fee, tax_bp, tax, currency,
    paid_by, body, reason, issued_us, account_id)
VALUES ($1, $2, $3, $4, CAST($5 AS BIGINT), $6, CAST($7 AS BIGINT), CAST($8 AS BIGINT), $9, $10, $11, $12, $13, $14, $15, $16, $17, CAST($18 AS BIGINT));

-- name: receipt_by_id
-- One receipt, with the number that it refers to, the client's name now and who issued it.
-- in: practice int, id int
-- out: id int, number int, kind text, refers int?, refers_number int?, client int, appointment int?, package int?, issued_day int, fee int, tax_bp int, tax int, currency text, paid_by text, body text, reason text, issued int, account int?, given text, family text, account_name text?
SELECT r.id, r.number, r.kind, r.refers_to_id, o.number, r.client_id, r.appointment_id, r.package_id, r.issued_day, r.fee, r.tax_bp, r.tax, r.currency,
    r.paid_by, r.body, r.reason, r.issued_us, r.account_id, c.given, c.family, a.name
FROM receipt r
JOIN client c ON c.practice_id = r.practice_id AND c.id = r.client_id
LEFT JOIN receipt o ON o.practice_id = r.practice_id AND o.id = r.refers_to_id
LEFT JOIN account a ON a.id = r.account_id
WHERE r.practice_id = $1 AND r.id = $2;

-- name: receipt_of_client
-- A client's receipts and refunds, the newest first.
-- in: practice int, client int
-- out: id int, number int, kind text, refers int?, refers_number int?, client int, appointment int?, package int?, issued_day int, fee int, tax_bp int, tax int, currency text, paid_by text, body text, reason text, issued int, account int?, given text, family text, account_name text?
SELECT r.id, r.number, r.kind, r.refers_to_id, o.number, r.client_id, r.appointment_id, r.package_id, r.issued_day, r.fee, r.tax_bp, r.tax, r.currency,
    r.paid_by, r.body, r.reason, r.issued_us, r.account_id, c.given, c.family, a.name
FROM receipt r
JOIN client c ON c.practice_id = r.practice_id AND c.id = r.client_id
LEFT JOIN receipt o ON o.practice_id = r.practice_id AND o.id = r.refers_to_id
LEFT JOIN account a ON a.id = r.account_id
WHERE r.practice_id = $1 AND r.client_id = $2
ORDER BY r.number DESC;

-- name: receipt_of_days
-- Receipts and refunds issued from one day to another, by number.
-- in: practice int, from int, to int
-- out: id int, number int, kind text, refers int?, refers_number int?, client int, appointment int?, package int?, issued_day int, fee int, tax_bp int, tax int, currency text, paid_by text, body text, reason text, issued int, account int?, given text, family text, account_name text?
SELECT r.id, r.number, r.kind, r.refers_to_id, o.number, r.client_id, r.appointment_id, r.package_id, r.issued_day, r.fee, r.tax_bp, r.tax, r.currency,
    r.paid_by, r.body, r.reason, r.issued_us, r.account_id, c.given, c.family, a.name
FROM receipt r
JOIN client c ON c.practice_id = r.practice_id AND c.id = r.client_id
LEFT JOIN receipt o ON o.practice_id = r.practice_id AND o.id = r.refers_to_id
LEFT JOIN account a ON a.id = r.account_id
WHERE r.practice_id = $1 AND r.issued_day BETWEEN $2 AND $3
ORDER BY r.number;

-- name: receipt_of_appointment
-- Receipts and refunds for one session, by number.
-- in: practice int, appointment int
-- out: id int, number int, kind text, refers int?, fee int, currency text
SELECT id, number, kind, refers_to_id, fee, currency FROM receipt WHERE practice_id = $1 AND appointment_id = $2 ORDER BY number;

-- name: receipt_refunded
-- What was paid back of one receipt: amounts as refunds have them, negative or nought.
-- in: practice int, id int
-- out: fee int, tax int
SELECT CAST(coalesce(sum(fee), 0) AS BIGINT) AS fee, CAST(coalesce(sum(tax), 0) AS BIGINT) AS tax FROM receipt
WHERE practice_id = $1 AND refers_to_id = $2;

-- name: receipt_days
-- First and last day on which anything was issued; NULL where nothing was.
-- in: practice int
-- out: first int?, last int?
SELECT min(issued_day) AS first, max(issued_day) AS last FROM receipt WHERE practice_id = $1;

-- name: receipt_session
-- What a receipt for a session says of it, and the package that it was booked off, or was given back to.
-- in: practice int, appointment int
-- out: client int, account int, service int, day int, minutes int, state text, price int, service_name text, tax_bp int, therapist text, licence text, licence_body text, package int?, given_back int?
SELECT p.client_id, p.account_id, p.service_id, p.day, p.minutes, p.state, p.price, s.name, s.tax_bp, a.name AS therapist, m.licence_number, m.licence_body,
    CASE WHEN u.given_back_us IS NULL THEN u.package_id END AS package, CASE WHEN u.given_back_us IS NOT NULL THEN u.package_id END AS given_back
FROM appointment p
JOIN service s ON s.practice_id = p.practice_id AND s.id = p.service_id
JOIN account a ON a.id = p.account_id
JOIN member m ON m.practice_id = p.practice_id AND m.account_id = p.account_id
LEFT JOIN package_use u ON u.practice_id = p.practice_id AND u.appointment_id = p.id
WHERE p.practice_id = $1 AND p.id = $2;

-- name: receipt_practice
-- The practice as receipts and letters show it.
-- in: practice int
-- out: name text, address text, phone text, email text, country text, zone text, currency text, tax_number text, tax_name text
SELECT name, address, phone, email, country, zone, currency, tax_number, tax_name FROM practice WHERE id = $1;
