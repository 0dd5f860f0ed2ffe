ALTER TABLE area ADD COLUMN ended_on TEXT;
ALTER TABLE area ADD COLUMN successor_code TEXT;
CREATE INDEX area_5 ON area (successor_code);
ALTER TABLE figure ADD COLUMN year INTEGER;

CREATE TABLE figure_reference (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  name TEXT NOT NULL,
  year INTEGER,
  areas INTEGER NOT NULL,
  low REAL NOT NULL,
  middle REAL NOT NULL,
  high REAL NOT NULL
) STRICT;
CREATE UNIQUE INDEX figure_reference_1 ON figure_reference (name);

CREATE TABLE social_base (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  team_id INTEGER NOT NULL REFERENCES team (id),
  area_code TEXT NOT NULL,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  about TEXT,
  place TEXT,
  contact TEXT,
  contact_agreed BOOLEAN NOT NULL,
  keeper_id INTEGER NOT NULL REFERENCES account (id),
  added_at INTEGER NOT NULL,
  confirmed_at INTEGER NOT NULL,
  confirmed_by_id INTEGER NOT NULL REFERENCES account (id),
  ended_at INTEGER
) STRICT;
CREATE INDEX social_base_1 ON social_base (area_code, team_id);
CREATE INDEX social_base_2 ON social_base (confirmed_at) WHERE contact_agreed;

CREATE TABLE solution_count (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  team_id INTEGER NOT NULL REFERENCES team (id),
  area_code TEXT NOT NULL,
  quarter INTEGER NOT NULL,
  domain TEXT NOT NULL,
  who TEXT NOT NULL,
  goals INTEGER NOT NULL,
  done INTEGER NOT NULL,
  dropped INTEGER NOT NULL,
  rising INTEGER NOT NULL,
  level INTEGER NOT NULL,
  households INTEGER NOT NULL,
  households_done INTEGER NOT NULL,
  professionals INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX solution_count_1 ON solution_count (team_id, area_code, quarter, domain, who);
CREATE INDEX solution_count_2 ON solution_count (quarter, area_code);

CREATE TABLE combination_count (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  team_id INTEGER NOT NULL REFERENCES team (id),
  domains TEXT NOT NULL,
  households INTEGER NOT NULL,
  professionals INTEGER NOT NULL,
  lift REAL NOT NULL,
  of_households INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX combination_count_1 ON combination_count (team_id, domains);
