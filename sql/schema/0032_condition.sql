-- What a concern is known to be, as a doctor or physiotherapist named it: it decides which measures come first. Never our own diagnosis.
ALTER TABLE concern ADD COLUMN condition @text NOT NULL DEFAULT '';     -- '' none, or not known; 'arthritis', 'fibromyalgia', 'tendon'
