-- "Who has looked at this client?" is asked of the trail; without this it would read the whole trail of the practice.

CREATE INDEX audit_subject ON audit (practice_id, subject, id);
