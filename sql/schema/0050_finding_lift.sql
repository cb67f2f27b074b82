-- By what a finding was cleared, as values: who assessed it, with which limits, since when there are no symptoms, what was agreed. Acts of
-- before have none of this, and stay as they are.
ALTER TABLE finding_act ADD COLUMN way @text NOT NULL DEFAULT '';       -- cleared: clearance, symptom-free, conversation, stable; '' otherwise, and of acts of before
ALTER TABLE finding_act ADD COLUMN from_day @int;                       -- cleared from this day on, NULL at once
ALTER TABLE finding_act ADD COLUMN detail @text NOT NULL DEFAULT '';    -- canonical JSON {"who", "role", "on", "limits"} (desk/safety/safety_lift.h), '' where there is none
