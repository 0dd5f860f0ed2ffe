-- Documents made together and problems that are raised, both with everything that was said about them.
CREATE TABLE area_document (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  team_id INTEGER NOT NULL REFERENCES team (id),
  area_code TEXT NOT NULL,
  kind TEXT NOT NULL,
  year INTEGER NOT NULL,
  state TEXT NOT NULL,
  last_number INTEGER NOT NULL,
  begun_at INTEGER NOT NULL,
  begun_by_id INTEGER NOT NULL REFERENCES account (id),
  from_id INTEGER,
  adopted_at INTEGER,
  adopted_on TEXT,
  adopted_by_id INTEGER,
  informed TEXT,
  thought_along TEXT,
  worked_along TEXT,
  decided_along TEXT
) STRICT;
CREATE INDEX area_document_1 ON area_document (team_id, area_code, kind);
CREATE INDEX area_document_2 ON area_document (area_code, state);

CREATE TABLE area_document_version (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  team_id INTEGER NOT NULL REFERENCES team (id),
  document_id INTEGER NOT NULL REFERENCES area_document (id),
  number INTEGER NOT NULL,
  section TEXT NOT NULL,
  change TEXT NOT NULL,
  text TEXT,
  figures TEXT,
  figures_out TEXT,
  at INTEGER NOT NULL,
  by_id INTEGER NOT NULL REFERENCES account (id)
) STRICT;
CREATE UNIQUE INDEX area_document_version_1 ON area_document_version (document_id, number);
CREATE INDEX area_document_version_2 ON area_document_version (document_id, section, number);

CREATE TABLE raised_problem (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  team_id INTEGER NOT NULL REFERENCES team (id),
  area_code TEXT NOT NULL,
  domain TEXT NOT NULL,
  to_whom TEXT NOT NULL,
  title TEXT NOT NULL,
  text TEXT NOT NULL,
  since TEXT,
  households INTEGER,
  tried TEXT,
  asked TEXT NOT NULL,
  answer_by TEXT NOT NULL,
  state TEXT NOT NULL,
  at INTEGER NOT NULL,
  by_id INTEGER NOT NULL REFERENCES account (id),
  answer TEXT,
  decision TEXT,
  happens_by TEXT,
  answered_at INTEGER,
  answered_by_id INTEGER,
  closed_at INTEGER,
  theme_id INTEGER,
  initiative_id INTEGER
) STRICT;
CREATE INDEX raised_problem_1 ON raised_problem (team_id, state, answer_by);
CREATE INDEX raised_problem_2 ON raised_problem (state, answer_by);
CREATE INDEX raised_problem_3 ON raised_problem (area_code, at);

CREATE TABLE raised_problem_move (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  team_id INTEGER NOT NULL REFERENCES team (id),
  problem_id INTEGER NOT NULL REFERENCES raised_problem (id),
  move TEXT NOT NULL,
  text TEXT,
  decision TEXT,
  happens_by TEXT,
  at INTEGER NOT NULL,
  by_id INTEGER NOT NULL REFERENCES account (id)
) STRICT;
CREATE INDEX raised_problem_move_1 ON raised_problem_move (problem_id, at);
