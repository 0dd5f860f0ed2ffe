-- What was heard in a quarter, as it was when that was told: what is counted anew later, since somebody does not want to be counted, tells nothing of whom it is about.
CREATE TABLE heard_quarter (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  area_code TEXT NOT NULL,
  quarter INTEGER NOT NULL,
  domain TEXT NOT NULL,
  n INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX heard_quarter_1 ON heard_quarter (area_code, quarter, domain);
ALTER TABLE theme_look ADD COLUMN told INTEGER;
