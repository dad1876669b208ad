-- Why a switch was turned off, redacted: for the banner that everybody sees.
ALTER TABLE switches ADD COLUMN reason text NOT NULL DEFAULT '';
