-- A packet of more than 2 KB is rewritten with each message: compressed and beside its row that costs more than in it.
ALTER TABLE threads SET (toast_tuple_target = 8160);
