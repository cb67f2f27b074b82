-- What was changed in the rules stays.
CREATE TRIGGER rule_edit_no_update BEFORE UPDATE ON rule_edit
BEGIN SELECT RAISE(ABORT, 'a change of the rules stays'); END;
CREATE TRIGGER rule_edit_no_delete BEFORE DELETE ON rule_edit
BEGIN SELECT RAISE(ABORT, 'a change of the rules stays'); END;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('rule_edit', 'rule_edit_rule', '400 20 2 1'),
    ('rule_edit', 'sqlite_autoindex_rule_edit_1', '400 40 1');
ANALYZE sqlite_schema;
