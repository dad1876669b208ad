-- Which file goes along: an id of gateway's, its kind, type, size and hash. A name is sealed; a draft's stands in its words.
ALTER TABLE drafts ADD COLUMN file jsonb;
ALTER TABLE unsent ADD COLUMN file jsonb;
