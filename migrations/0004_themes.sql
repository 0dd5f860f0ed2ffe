-- Themes: what was heard, as counts without persons; what stands out of them; and who does not want to be counted.
ALTER TABLE household ADD COLUMN uncounted BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE household ADD COLUMN uncounted_at INTEGER;
DROP INDEX household_6;
CREATE INDEX household_6 ON household (area_code, closed_at);
CREATE INDEX household_7 ON household (uncounted_at) WHERE uncounted_at IS NOT NULL;
ALTER TABLE contact ADD COLUMN domains TEXT;
CREATE INDEX report_10 ON report (area_code, at);
CREATE INDEX light_question_2 ON light_question (area_code, at);
ALTER TABLE attention ADD COLUMN theme_id INTEGER;

CREATE TABLE signal_count (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  area_code TEXT NOT NULL,
  week TEXT NOT NULL,
  domain TEXT NOT NULL,
  source TEXT NOT NULL,
  n INTEGER NOT NULL,
  households INTEGER NOT NULL,
  reporters INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX signal_count_1 ON signal_count (area_code, week, domain, source);

CREATE TABLE heard (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  area_code TEXT NOT NULL,
  domain TEXT NOT NULL,
  n INTEGER NOT NULL,
  households INTEGER NOT NULL,
  reporters INTEGER NOT NULL,
  since TEXT NOT NULL,
  last TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX heard_1 ON heard (area_code, domain);

CREATE TABLE theme (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  team_id INTEGER NOT NULL REFERENCES team (id),
  municipality_code TEXT NOT NULL,
  domain TEXT NOT NULL,
  area_code TEXT NOT NULL,
  areas TEXT NOT NULL,
  from_week TEXT NOT NULL,
  to_week TEXT NOT NULL,
  observed INTEGER NOT NULL,
  expected REAL NOT NULL,
  p REAL NOT NULL,
  weeks_between REAL NOT NULL,
  method TEXT NOT NULL,
  households INTEGER NOT NULL,
  reporters INTEGER NOT NULL,
  busiest INTEGER NOT NULL,
  sources TEXT NOT NULL,
  series_from TEXT NOT NULL,
  series TEXT NOT NULL,
  found_at INTEGER NOT NULL,
  seen_at INTEGER NOT NULL,
  state TEXT NOT NULL,
  state_at INTEGER NOT NULL,
  title TEXT,
  owner_id INTEGER REFERENCES account (id),
  next_on TEXT,
  reason TEXT,
  explanation TEXT,
  explanation_word TEXT,
  explained_by_id INTEGER REFERENCES account (id),
  explained_at INTEGER,
  excess REAL,
  again INTEGER NOT NULL
) STRICT;
CREATE INDEX theme_1 ON theme (team_id, state, state_at);
CREATE INDEX theme_2 ON theme (municipality_code, domain);
CREATE INDEX theme_3 ON theme (next_on) WHERE next_on IS NOT NULL;

CREATE TABLE theme_area (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  team_id INTEGER NOT NULL REFERENCES team (id),
  theme_id INTEGER NOT NULL REFERENCES theme (id),
  area_code TEXT NOT NULL,
  observed INTEGER NOT NULL,
  expected REAL NOT NULL,
  households INTEGER NOT NULL,
  reporters INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX theme_area_1 ON theme_area (theme_id, area_code);

CREATE TABLE theme_event (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  team_id INTEGER NOT NULL REFERENCES team (id),
  theme_id INTEGER NOT NULL REFERENCES theme (id),
  account_id INTEGER REFERENCES account (id),
  what TEXT NOT NULL,
  word TEXT,
  on_day TEXT,
  observed INTEGER,
  expected REAL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX theme_event_1 ON theme_event (theme_id, at);

CREATE TABLE theme_look (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  municipality_code TEXT NOT NULL,
  counted_at INTEGER NOT NULL,
  enough TEXT NOT NULL,
  night TEXT
) STRICT;
CREATE UNIQUE INDEX theme_look_1 ON theme_look (municipality_code);

CREATE TABLE theme_run (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  team_id INTEGER NOT NULL REFERENCES team (id),
  account_id INTEGER NOT NULL REFERENCES account (id),
  asked_at INTEGER NOT NULL,
  done INTEGER NOT NULL,
  of INTEGER NOT NULL,
  stop_at INTEGER,
  ended_at INTEGER,
  found INTEGER
) STRICT;
CREATE INDEX theme_run_1 ON theme_run (team_id, asked_at);
CREATE INDEX theme_run_2 ON theme_run (asked_at) WHERE ended_at IS NULL;
