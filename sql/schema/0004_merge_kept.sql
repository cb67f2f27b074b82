-- A client's page asks what was merged into it.

CREATE INDEX client_merge_kept ON client_merge (practice_id, kept_id, id);
CREATE INDEX client_merge_gone ON client_merge (practice_id, gone_id);
