-- Initiatives: what is set up together with residents, when and where, who comes, what came of it. Words without persons.
CREATE TABLE initiative (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  team_id INTEGER NOT NULL REFERENCES team (id),
  theme_id INTEGER,
  owner_id INTEGER NOT NULL REFERENCES account (id),
  title TEXT NOT NULL,
  origin TEXT NOT NULL,
  area_code TEXT NOT NULL,
  domain TEXT NOT NULL,
  about TEXT,
  for_whom TEXT,
  age_from INTEGER,
  age_to INTEGER,
  languages TEXT,
  price INTEGER,
  informal TEXT,
  formal TEXT,
  sign_up TEXT,
  open_to_all BOOLEAN NOT NULL,
  phase TEXT NOT NULL,
  phase_at INTEGER NOT NULL,
  exists_choice TEXT,
  exists_word TEXT,
  exists_at INTEGER,
  reach_choice TEXT,
  reached INTEGER,
  reached_people INTEGER,
  reached_how TEXT,
  changed TEXT,
  learned TEXT,
  looked_at INTEGER,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX initiative_1 ON initiative (team_id, id);
CREATE INDEX initiative_2 ON initiative (theme_id);
CREATE INDEX initiative_3 ON initiative (area_code, id) WHERE open_to_all;
CREATE INDEX initiative_4 ON initiative (area_code, phase);

CREATE TABLE initiative_phase (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  team_id INTEGER NOT NULL REFERENCES team (id),
  initiative_id INTEGER NOT NULL REFERENCES initiative (id),
  phase TEXT NOT NULL,
  reason TEXT,
  by_id INTEGER,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX initiative_phase_1 ON initiative_phase (initiative_id);

CREATE TABLE initiative_answer (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  team_id INTEGER NOT NULL REFERENCES team (id),
  initiative_id INTEGER NOT NULL REFERENCES initiative (id),
  asked TEXT NOT NULL,
  text TEXT NOT NULL,
  speaker TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX initiative_answer_1 ON initiative_answer (initiative_id);

CREATE TABLE initiative_part (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  team_id INTEGER NOT NULL REFERENCES team (id),
  initiative_id INTEGER NOT NULL REFERENCES initiative (id),
  phase TEXT NOT NULL,
  party TEXT NOT NULL,
  which TEXT,
  degree TEXT NOT NULL,
  said TEXT,
  done TEXT,
  done_at INTEGER,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX initiative_part_1 ON initiative_part (initiative_id);

CREATE TABLE initiative_guest (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  team_id INTEGER NOT NULL REFERENCES team (id),
  initiative_id INTEGER NOT NULL REFERENCES initiative (id),
  account_id INTEGER NOT NULL REFERENCES account (id),
  by_id INTEGER,
  from_at INTEGER NOT NULL,
  until_at INTEGER NOT NULL
) STRICT;
CREATE INDEX initiative_guest_1 ON initiative_guest (account_id, initiative_id);
CREATE INDEX initiative_guest_2 ON initiative_guest (initiative_id);

CREATE TABLE initiative_reflection (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  team_id INTEGER NOT NULL REFERENCES team (id),
  initiative_id INTEGER NOT NULL REFERENCES initiative (id),
  asked TEXT NOT NULL,
  mark TEXT NOT NULL,
  word TEXT,
  by_id INTEGER,
  at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX initiative_reflection_1 ON initiative_reflection (initiative_id, asked);

CREATE TABLE initiative_meeting (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  team_id INTEGER NOT NULL REFERENCES team (id),
  initiative_id INTEGER NOT NULL REFERENCES initiative (id),
  series_id INTEGER,
  start_at INTEGER NOT NULL,
  end_at INTEGER NOT NULL,
  weekday INTEGER NOT NULL,
  place TEXT NOT NULL,
  moved_from INTEGER,
  cancelled_at INTEGER,
  why TEXT,
  attendance INTEGER,
  families INTEGER,
  word TEXT,
  said INTEGER
) STRICT;
CREATE INDEX initiative_meeting_1 ON initiative_meeting (initiative_id, start_at);
CREATE INDEX initiative_meeting_2 ON initiative_meeting (team_id, start_at);

CREATE TABLE initiative_tap (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  initiative_meeting_id INTEGER NOT NULL REFERENCES initiative_meeting (id),
  came BOOLEAN NOT NULL,
  mark BLOB NOT NULL,
  until_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX initiative_tap_1 ON initiative_tap (mark);
CREATE INDEX initiative_tap_2 ON initiative_tap (initiative_meeting_id, came);
CREATE INDEX initiative_tap_3 ON initiative_tap (until_at);

CREATE TABLE initiative_cost (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  team_id INTEGER NOT NULL REFERENCES team (id),
  initiative_id INTEGER NOT NULL REFERENCES initiative (id),
  what TEXT NOT NULL,
  source TEXT,
  asked INTEGER,
  spent INTEGER,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX initiative_cost_1 ON initiative_cost (initiative_id);

CREATE TABLE initiative_success (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  team_id INTEGER NOT NULL REFERENCES team (id),
  initiative_id INTEGER NOT NULL REFERENCES initiative (id),
  text TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX initiative_success_1 ON initiative_success (initiative_id);
CREATE INDEX initiative_success_2 ON initiative_success (team_id, at);
