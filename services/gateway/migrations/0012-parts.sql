-- Which part of a long answer a status is about; empty: it did not say.
ALTER TABLE statuses ADD COLUMN chunk int;
-- Of `times_unknown`, how often it were parts before the current one.
ALTER TABLE sends ADD COLUMN unknown_before int NOT NULL DEFAULT 0;
