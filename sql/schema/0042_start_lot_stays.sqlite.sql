-- What was drawn stays as it was drawn.
CREATE TRIGGER start_lot_no_update BEFORE UPDATE ON start_lot
BEGIN SELECT RAISE(ABORT, 'what was drawn by lot cannot change'); END;
CREATE TRIGGER start_lot_no_delete BEFORE DELETE ON start_lot
BEGIN SELECT RAISE(ABORT, 'what was drawn by lot cannot go'); END;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('start_lot', 'sqlite_autoindex_start_lot_1', '400 200 1');
ANALYZE sqlite_schema;
