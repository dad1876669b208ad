-- A record of more than 2 KB went into chunks beside its row, each with an entry in an index of its own, for nothing: what is written once and deleted
-- whole may lie in the row up to a page.
ALTER TABLE bus.records SET (toast_tuple_target = 8160);
