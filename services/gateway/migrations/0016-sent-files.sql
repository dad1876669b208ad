-- What people send lies beside what customers sent, under an id of gateway's own; nobody fetches it from Meta.
ALTER TABLE media ADD COLUMN ours boolean NOT NULL DEFAULT false;
