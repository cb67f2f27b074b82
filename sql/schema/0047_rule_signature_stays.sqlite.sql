-- Who signed the rules, and for which, stays.
CREATE TRIGGER rule_signature_no_update BEFORE UPDATE ON rule_signature
BEGIN SELECT RAISE(ABORT, 'a signature of the rules stays'); END;
CREATE TRIGGER rule_signature_no_delete BEFORE DELETE ON rule_signature
BEGIN SELECT RAISE(ABORT, 'a signature of the rules stays'); END;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('rule_signature', 'sqlite_autoindex_rule_signature_1', '20 4 1');
ANALYZE sqlite_schema;
