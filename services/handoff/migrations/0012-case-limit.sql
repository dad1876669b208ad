-- How many cases somebody may hold at a time; null: as many as everybody, by `CASE_LIMIT`. case_limit is what the release before goes by.
ALTER TABLE agents ADD COLUMN own_limit int;
UPDATE agents SET own_limit = case_limit WHERE case_limit <> 5;
