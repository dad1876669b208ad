-- What counts is a day's failures: to find a conversation's among them, at each of its messages, all that there ever were had to be read.
create index attempts_failed_at on attempts (at) where outcome in ('failed', 'locked');
