-- That an adverse event was withdrawn, and why, is an act about it.
ALTER TABLE adverse_act DROP CONSTRAINT adverse_act_kind_check;
ALTER TABLE adverse_act ADD CONSTRAINT adverse_act_kind_check CHECK (kind IN ('follow', 'said', 'opened', 'closed', 'withdrawn'));
