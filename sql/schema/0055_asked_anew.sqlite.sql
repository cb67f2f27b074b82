-- Of whom something was asked anew lately: Today says so, and reads no older row for it.
CREATE INDEX intake_anew_at ON intake_anew (at_us, practice_id);
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('intake_anew', 'intake_anew_at', '9000 1 1');
ANALYZE sqlite_schema;
