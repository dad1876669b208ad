-- By itself, so that who only reads does not wait for it. What comes goes to the end, and a btree would write 80 bytes more for each.
CREATE INDEX wa_events_seq_brin ON wa_events USING brin (seq) WITH (pages_per_range = 512, autosummarize = on);
