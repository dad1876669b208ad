-- Each change of a template is a version of it; what it takes besides values for its body, and the names of those.
ALTER TABLE templates ADD COLUMN version int NOT NULL DEFAULT 1, ADD COLUMN needs text NOT NULL DEFAULT '', ADD COLUMN names text[] NOT NULL DEFAULT '{}';
