-- When a status last said so, ms of real time: whoever joins it isn't the only one who sends. 0: none did.
ALTER TABLE number_alerts ADD COLUMN refused_at double precision NOT NULL DEFAULT 0;
