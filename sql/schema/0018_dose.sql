-- What became of each appointment as a part of the dose: the one place that says which sessions were given. Given is what a signed note says
-- was given (`treated` is written from it at signing, and only where somebody was treated); a visit that is done without one may have been,
-- and is never counted as if it were. Plan, series, review, progress and letter count from here. A step that makes `appointment`, `note` or
-- `treated` anew drops this view first and makes it again.
CREATE VIEW dose AS
SELECT a.practice_id, a.id, a.client_id, a.plan_id, a.service_id, a.day, a.minutes, a.start_us,
    CASE WHEN n.signed_us IS NOT NULL THEN
            CASE WHEN EXISTS (SELECT 1 FROM treated t WHERE t.practice_id = n.practice_id AND t.note_id = n.id) THEN 'given' ELSE 'not-treated' END
        WHEN a.state = 'done' THEN 'no-note'
        WHEN a.state IN ('booked', 'arrived', 'in-session') THEN 'ahead'
        WHEN a.state IN ('no-show', 'late-cancel') THEN 'missed'
        ELSE 'off' END AS became
FROM appointment a
LEFT JOIN note n ON n.practice_id = a.practice_id AND n.appointment_id = a.id;
