-- A conversation's state is written three times a message: to compress it took more than to write it. Up to a page it stays in its row as it is,
-- and pages keep room for the next version.
ALTER TABLE conversations SET (toast_tuple_target = 8160, fillfactor = 50);
