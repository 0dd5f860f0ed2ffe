-- Standing links of organisations: who made them, what waits behind them, and what a report remembers of the one it came by.
CREATE TABLE report_link (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  file_id INTEGER NOT NULL REFERENCES file (id),
  team_id INTEGER NOT NULL REFERENCES team (id),
  organisation TEXT NOT NULL,
  organisation_kind TEXT NOT NULL,
  area_code TEXT,
  place TEXT,
  email BLOB,
  hash BLOB NOT NULL,
  token BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  created_by_id INTEGER,
  until_at INTEGER NOT NULL,
  paused_at INTEGER,
  ended_at INTEGER,
  used_at INTEGER,
  doubts INTEGER NOT NULL,
  doubted_at INTEGER
) STRICT;
CREATE UNIQUE INDEX report_link_1 ON report_link (hash);
CREATE INDEX report_link_2 ON report_link (file_id, organisation);

CREATE TABLE report_held (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  file_id INTEGER NOT NULL REFERENCES file (id),
  team_id INTEGER NOT NULL REFERENCES team (id),
  link_id INTEGER NOT NULL REFERENCES report_link (id),
  account_id INTEGER NOT NULL REFERENCES account (id),
  number TEXT NOT NULL,
  words BLOB NOT NULL,
  at INTEGER NOT NULL,
  answer_by TEXT NOT NULL,
  thrown_at INTEGER,
  forgotten_at INTEGER
) STRICT;
CREATE UNIQUE INDEX report_held_1 ON report_held (number);
CREATE INDEX report_held_2 ON report_held (link_id, at);
CREATE INDEX report_held_3 ON report_held (account_id);
CREATE INDEX report_held_4 ON report_held (forgotten_at, thrown_at);
CREATE INDEX report_held_5 ON report_held (link_id, at) WHERE thrown_at IS NULL;

ALTER TABLE report ADD COLUMN pattern BOOLEAN;
ALTER TABLE report ADD COLUMN link_id INTEGER REFERENCES report_link (id);
ALTER TABLE report ADD COLUMN organisation_kind TEXT;
CREATE INDEX report_9 ON report (link_id, at);
