-- When somebody set their presence in the console; null: they have not since, so it says nothing of the cases that they hold.
ALTER TABLE agents ADD COLUMN presence_at timestamptz;
