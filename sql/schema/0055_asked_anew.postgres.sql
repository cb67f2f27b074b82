-- Of whom something was asked anew lately: Today says so, and reads no older row for it.
CREATE INDEX intake_anew_at ON intake_anew (at_us, practice_id);
