-- The first tables. What each is for: the declarations under src/features, and docs/register.md.
CREATE TABLE file (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  kind TEXT NOT NULL,
  household_id INTEGER,
  person_id INTEGER,
  ground TEXT,
  opened_at INTEGER NOT NULL,
  closed_at INTEGER,
  keep_until INTEGER
) STRICT;
CREATE INDEX file_1 ON file (household_id);

CREATE TABLE team (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  name TEXT NOT NULL,
  prefix TEXT NOT NULL,
  inbox_file_id INTEGER NOT NULL REFERENCES file (id),
  phone TEXT NOT NULL,
  hours TEXT,
  max_goals INTEGER NOT NULL,
  answer_days INTEGER NOT NULL
) STRICT;

CREATE TABLE account (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  file_id INTEGER NOT NULL REFERENCES file (id),
  own_file_id INTEGER NOT NULL REFERENCES file (id),
  kind TEXT NOT NULL,
  partner_kind TEXT,
  login TEXT,
  name BLOB NOT NULL,
  profession BLOB,
  organisation BLOB,
  phone BLOB,
  team_id INTEGER REFERENCES team (id),
  person_id INTEGER,
  language TEXT,
  created_at INTEGER NOT NULL,
  until_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX account_1 ON account (login);
CREATE INDEX account_2 ON account (file_id);
CREATE INDEX account_3 ON account (kind);

CREATE TABLE access (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  account_id INTEGER NOT NULL REFERENCES account (id),
  file_id INTEGER NOT NULL REFERENCES file (id),
  household_id INTEGER,
  ground TEXT NOT NULL,
  may_write BOOLEAN NOT NULL,
  from_at INTEGER NOT NULL,
  until_at INTEGER NOT NULL,
  given_by_id INTEGER,
  article TEXT,
  reason BLOB,
  reviewed_at INTEGER,
  reviewed_by_id INTEGER,
  justified BOOLEAN,
  held_until INTEGER
) STRICT;
CREATE INDEX access_1 ON access (account_id, file_id, until_at, from_at, may_write);
CREATE INDEX access_2 ON access (file_id, account_id);
CREATE INDEX access_3 ON access (household_id, account_id);
CREATE INDEX access_4 ON access (from_at) WHERE ground = 'emergency' AND reviewed_at IS NULL;

CREATE TABLE credential (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  account_id INTEGER NOT NULL REFERENCES account (id),
  password TEXT,
  totp BLOB,
  totp_step INTEGER,
  must_change BOOLEAN NOT NULL,
  email BLOB
) STRICT;
CREATE UNIQUE INDEX credential_1 ON credential (account_id);

CREATE TABLE recovery_code (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  account_id INTEGER NOT NULL REFERENCES account (id),
  hash BLOB NOT NULL,
  used_at INTEGER
) STRICT;
CREATE INDEX recovery_code_1 ON recovery_code (account_id);

CREATE TABLE session (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  account_id INTEGER NOT NULL REFERENCES account (id),
  hash BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  seen_at INTEGER NOT NULL,
  until_at INTEGER NOT NULL,
  ended_at INTEGER,
  strong BOOLEAN NOT NULL,
  device TEXT
) STRICT;
CREATE UNIQUE INDEX session_1 ON session (hash);
CREATE INDEX session_2 ON session (account_id);
CREATE INDEX session_3 ON session (until_at);

CREATE TABLE token (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  account_id INTEGER NOT NULL REFERENCES account (id),
  hash BLOB NOT NULL,
  purpose TEXT NOT NULL,
  label TEXT,
  created_at INTEGER NOT NULL,
  until_at INTEGER NOT NULL,
  used_at INTEGER,
  ended_at INTEGER
) STRICT;
CREATE UNIQUE INDEX token_1 ON token (hash);
CREATE INDEX token_2 ON token (account_id);
CREATE INDEX token_3 ON token (until_at);

CREATE TABLE once (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  account_id INTEGER NOT NULL REFERENCES account (id),
  mark BLOB NOT NULL,
  location BLOB,
  at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX once_1 ON once (mark);
CREATE INDEX once_2 ON once (at);

CREATE TABLE draft (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  account_id INTEGER NOT NULL REFERENCES account (id),
  file_id INTEGER NOT NULL REFERENCES file (id),
  form TEXT NOT NULL,
  field TEXT NOT NULL,
  value BLOB,
  at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX draft_1 ON draft (account_id, form, field);
CREATE INDEX draft_2 ON draft (at);

CREATE TABLE setting (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  name TEXT NOT NULL,
  value TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX setting_1 ON setting (name);

CREATE TABLE job (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  name TEXT NOT NULL,
  next_at INTEGER NOT NULL,
  lease_until INTEGER,
  last_at INTEGER,
  last_result TEXT
) STRICT;
CREATE UNIQUE INDEX job_1 ON job (name);

CREATE TABLE mail (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  account_id INTEGER NOT NULL REFERENCES account (id),
  what TEXT NOT NULL,
  due_at INTEGER NOT NULL,
  sent_at INTEGER,
  tries INTEGER NOT NULL,
  failure TEXT
) STRICT;
CREATE INDEX mail_1 ON mail (due_at);
CREATE INDEX mail_2 ON mail (account_id, what);

CREATE TABLE log (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  record_id INTEGER NOT NULL,
  at INTEGER NOT NULL,
  account_id INTEGER NOT NULL,
  file_id INTEGER NOT NULL,
  ground TEXT,
  route TEXT NOT NULL,
  action TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX log_1 ON log (record_id, file_id);
CREATE INDEX log_2 ON log (file_id, at);
CREATE INDEX log_3 ON log (account_id, at);
CREATE INDEX log_4 ON log (at);
CREATE INDEX log_5 ON log (at) WHERE action = 'refused';

CREATE TABLE area (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  code TEXT NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  name_start TEXT NOT NULL,
  parent_code TEXT,
  municipality_code TEXT,
  lon REAL,
  lat REAL,
  geometry BLOB
) STRICT;
CREATE UNIQUE INDEX area_1 ON area (code);
CREATE INDEX area_2 ON area (parent_code);
CREATE INDEX area_3 ON area (municipality_code);
CREATE INDEX area_4 ON area (name_start);

CREATE TABLE figure (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  area_code TEXT NOT NULL,
  name TEXT NOT NULL,
  value REAL,
  hidden BOOLEAN NOT NULL
) STRICT;
CREATE UNIQUE INDEX figure_1 ON figure (area_code, name);

CREATE TABLE postcode (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  postcode TEXT NOT NULL,
  area_code TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX postcode_1 ON postcode (postcode, area_code);

CREATE TABLE team_area (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  team_id INTEGER NOT NULL REFERENCES team (id),
  area_code TEXT NOT NULL
) STRICT;
CREATE INDEX team_area_1 ON team_area (area_code);
CREATE INDEX team_area_2 ON team_area (team_id);

CREATE TABLE team_member (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  team_id INTEGER NOT NULL REFERENCES team (id),
  account_id INTEGER NOT NULL REFERENCES account (id),
  role TEXT NOT NULL,
  triage BOOLEAN NOT NULL,
  from_at INTEGER NOT NULL,
  until_at INTEGER NOT NULL
) STRICT;
CREATE INDEX team_member_1 ON team_member (account_id, team_id);
CREATE INDEX team_member_2 ON team_member (team_id, role);
CREATE INDEX team_member_3 ON team_member (team_id) WHERE triage;

CREATE TABLE household (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  file_id INTEGER NOT NULL REFERENCES file (id),
  team_id INTEGER NOT NULL REFERENCES team (id),
  number TEXT NOT NULL,
  name BLOB NOT NULL,
  phase TEXT NOT NULL,
  phase_at INTEGER NOT NULL,
  light BOOLEAN NOT NULL,
  professional_id INTEGER REFERENCES account (id),
  professional_at INTEGER,
  professional_count INTEGER NOT NULL,
  self_led_by BLOB,
  next_on TEXT,
  next_time TEXT,
  next_what BLOB,
  last_contact_at INTEGER,
  address BLOB,
  postcode BLOB,
  place BLOB,
  area_code TEXT,
  opened_at INTEGER NOT NULL,
  by_function_at INTEGER,
  closed_at INTEGER,
  family_seen_at INTEGER,
  next_attention_at INTEGER
) STRICT;
CREATE UNIQUE INDEX household_1 ON household (number);
CREATE INDEX household_2 ON household (file_id);
CREATE INDEX household_3 ON household (team_id, closed_at, next_on, professional_id, phase, light);
CREATE INDEX household_4 ON household (professional_id);
CREATE INDEX household_5 ON household (next_attention_at);
CREATE INDEX household_6 ON household (area_code);

CREATE TABLE person (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  file_id INTEGER NOT NULL REFERENCES file (id),
  household_id INTEGER NOT NULL REFERENCES household (id),
  own_file_id INTEGER NOT NULL REFERENCES file (id),
  account_id INTEGER REFERENCES account (id),
  first_name BLOB NOT NULL,
  last_name BLOB,
  birth_date BLOB,
  role TEXT NOT NULL,
  lives_here BOOLEAN NOT NULL,
  language TEXT,
  interpreter BOOLEAN NOT NULL,
  phone BLOB,
  email BLOB,
  estranged BOOLEAN NOT NULL
) STRICT;
CREATE INDEX person_1 ON person (household_id);
CREATE INDEX person_2 ON person (file_id);
CREATE INDEX person_3 ON person (account_id);

CREATE TABLE custody (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  file_id INTEGER NOT NULL REFERENCES file (id),
  household_id INTEGER NOT NULL REFERENCES household (id),
  child_id INTEGER NOT NULL REFERENCES person (id),
  holder_id INTEGER NOT NULL REFERENCES person (id),
  kind TEXT NOT NULL,
  source TEXT NOT NULL,
  source_on TEXT,
  from_at INTEGER NOT NULL,
  until_at INTEGER NOT NULL
) STRICT;
CREATE INDEX custody_1 ON custody (household_id);
CREATE INDEX custody_2 ON custody (child_id);

CREATE TABLE tie (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  file_id INTEGER NOT NULL REFERENCES file (id),
  household_id INTEGER NOT NULL REFERENCES household (id),
  person_id INTEGER REFERENCES person (id),
  kind TEXT NOT NULL,
  name BLOB NOT NULL,
  organisation BLOB,
  works_on BLOB,
  phone BLOB,
  closeness INTEGER NOT NULL,
  domain TEXT,
  until_at INTEGER NOT NULL
) STRICT;
CREATE INDEX tie_1 ON tie (household_id);

CREATE TABLE history (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  file_id INTEGER NOT NULL REFERENCES file (id),
  household_id INTEGER NOT NULL REFERENCES household (id),
  year TEXT,
  what BLOB NOT NULL,
  outcome BLOB,
  by_id INTEGER,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX history_1 ON history (household_id);

CREATE TABLE phase_change (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  file_id INTEGER NOT NULL REFERENCES file (id),
  household_id INTEGER NOT NULL REFERENCES household (id),
  phase TEXT NOT NULL,
  reason BLOB,
  by_id INTEGER,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX phase_change_1 ON phase_change (household_id);

CREATE TABLE professional_change (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  file_id INTEGER NOT NULL REFERENCES file (id),
  household_id INTEGER NOT NULL REFERENCES household (id),
  account_id INTEGER REFERENCES account (id),
  reason BLOB,
  by_id INTEGER,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX professional_change_1 ON professional_change (household_id);

CREATE TABLE domain_note (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  file_id INTEGER NOT NULL REFERENCES file (id),
  household_id INTEGER NOT NULL REFERENCES household (id),
  person_id INTEGER REFERENCES person (id),
  domain TEXT NOT NULL,
  kind TEXT NOT NULL,
  text BLOB,
  whose BLOB,
  by_id INTEGER,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX domain_note_1 ON domain_note (household_id, domain);

CREATE TABLE domain_link (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  file_id INTEGER NOT NULL REFERENCES file (id),
  household_id INTEGER NOT NULL REFERENCES household (id),
  domain TEXT NOT NULL,
  other_domain TEXT NOT NULL,
  text BLOB,
  by_id INTEGER,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX domain_link_1 ON domain_link (household_id);

CREATE TABLE domain_view (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  file_id INTEGER NOT NULL REFERENCES file (id),
  household_id INTEGER NOT NULL REFERENCES household (id),
  domain TEXT NOT NULL,
  choice TEXT,
  score INTEGER,
  at INTEGER NOT NULL,
  by_id INTEGER
) STRICT;
CREATE INDEX domain_view_1 ON domain_view (household_id, domain, at);

CREATE TABLE name_token (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  file_id INTEGER NOT NULL REFERENCES file (id),
  household_id INTEGER NOT NULL REFERENCES household (id),
  person_id INTEGER REFERENCES person (id),
  kind TEXT NOT NULL,
  token BLOB NOT NULL
) STRICT;
CREATE INDEX name_token_1 ON name_token (token, kind, file_id);
CREATE INDEX name_token_2 ON name_token (household_id, token);
CREATE INDEX name_token_3 ON name_token (person_id);

CREATE TABLE plan (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  file_id INTEGER NOT NULL REFERENCES file (id),
  household_id INTEGER NOT NULL REFERENCES household (id),
  horizon BLOB,
  freedom TEXT NOT NULL,
  consequence BLOB,
  own_plan TEXT NOT NULL,
  own_plan_at INTEGER,
  supporter TEXT NOT NULL,
  supporter_at INTEGER,
  agreed_at INTEGER,
  agreed_by BLOB
) STRICT;
CREATE UNIQUE INDEX plan_1 ON plan (household_id);

CREATE TABLE wish (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  file_id INTEGER NOT NULL REFERENCES file (id),
  household_id INTEGER NOT NULL REFERENCES household (id),
  text BLOB NOT NULL,
  whose BLOB,
  by_id INTEGER,
  at INTEGER NOT NULL,
  picked_at INTEGER,
  answer BLOB
) STRICT;
CREATE INDEX wish_1 ON wish (household_id);

CREATE TABLE goal (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  file_id INTEGER NOT NULL REFERENCES file (id),
  household_id INTEGER NOT NULL REFERENCES household (id),
  person_id INTEGER REFERENCES person (id),
  domain TEXT NOT NULL,
  title BLOB NOT NULL,
  state TEXT NOT NULL,
  position INTEGER NOT NULL,
  by_id INTEGER,
  at INTEGER NOT NULL,
  state_at INTEGER NOT NULL
) STRICT;
CREATE INDEX goal_1 ON goal (household_id, state);

CREATE TABLE step (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  file_id INTEGER NOT NULL REFERENCES file (id),
  household_id INTEGER NOT NULL REFERENCES household (id),
  goal_id INTEGER REFERENCES goal (id),
  title BLOB NOT NULL,
  who_kind TEXT NOT NULL,
  who BLOB,
  who_account_id INTEGER,
  due_on TEXT,
  added_by BLOB,
  by_id INTEGER,
  at INTEGER NOT NULL,
  done_at INTEGER,
  done_by BLOB,
  stuck_at INTEGER,
  stuck BLOB,
  dropped_at INTEGER
) STRICT;
CREATE INDEX step_1 ON step (household_id);
CREATE INDEX step_2 ON step (goal_id);

CREATE TABLE agreement (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  file_id INTEGER NOT NULL REFERENCES file (id),
  household_id INTEGER NOT NULL REFERENCES household (id),
  text BLOB NOT NULL,
  who BLOB,
  at INTEGER NOT NULL,
  by_id INTEGER,
  ended_at INTEGER
) STRICT;
CREATE INDEX agreement_1 ON agreement (household_id);

CREATE TABLE review (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  file_id INTEGER NOT NULL REFERENCES file (id),
  household_id INTEGER NOT NULL REFERENCES household (id),
  on_day TEXT NOT NULL,
  family_present BOOLEAN NOT NULL,
  network_present BOOLEAN NOT NULL,
  present BLOB,
  text BLOB,
  by_id INTEGER,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX review_1 ON review (household_id);

CREATE TABLE review_word (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  file_id INTEGER NOT NULL REFERENCES file (id),
  review_id INTEGER NOT NULL REFERENCES review (id),
  household_id INTEGER NOT NULL REFERENCES household (id),
  goal_id INTEGER NOT NULL REFERENCES goal (id),
  whose BLOB,
  sentence BLOB,
  score INTEGER,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX review_word_1 ON review_word (household_id);
CREATE INDEX review_word_2 ON review_word (review_id);

CREATE TABLE revision (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  file_id INTEGER NOT NULL REFERENCES file (id),
  household_id INTEGER NOT NULL REFERENCES household (id),
  entity TEXT NOT NULL,
  row_id INTEGER NOT NULL,
  action TEXT NOT NULL,
  at INTEGER NOT NULL,
  by_id INTEGER,
  by_name BLOB,
  content BLOB
) STRICT;
CREATE INDEX revision_1 ON revision (household_id, at);
CREATE INDEX revision_2 ON revision (row_id);

CREATE TABLE contact (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  file_id INTEGER NOT NULL REFERENCES file (id),
  household_id INTEGER NOT NULL REFERENCES household (id),
  kind TEXT NOT NULL,
  reached BOOLEAN NOT NULL,
  at INTEGER NOT NULL,
  note BLOB,
  with_whom BLOB,
  next_on TEXT,
  by_id INTEGER,
  by_name BLOB
) STRICT;
CREATE INDEX contact_1 ON contact (household_id, at);

CREATE TABLE question (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  file_id INTEGER NOT NULL REFERENCES file (id),
  household_id INTEGER NOT NULL REFERENCES household (id),
  kind TEXT NOT NULL,
  text BLOB NOT NULL,
  by_id INTEGER,
  by_name BLOB,
  at INTEGER NOT NULL,
  answer_by TEXT,
  answer BLOB,
  answered_at INTEGER,
  answered_by BLOB
) STRICT;
CREATE INDEX question_1 ON question (household_id, at);
CREATE INDEX question_2 ON question (answered_at);

CREATE TABLE light_question (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  team_id INTEGER NOT NULL REFERENCES team (id),
  account_id INTEGER NOT NULL REFERENCES account (id),
  domain TEXT NOT NULL,
  area_code TEXT,
  minutes INTEGER,
  outcome TEXT,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX light_question_1 ON light_question (team_id, at);

CREATE TABLE report (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  file_id INTEGER NOT NULL REFERENCES file (id),
  team_id INTEGER NOT NULL REFERENCES team (id),
  account_id INTEGER NOT NULL REFERENCES account (id),
  number TEXT NOT NULL,
  what BLOB NOT NULL,
  domains TEXT,
  about BLOB,
  place BLOB,
  area_code TEXT,
  knows TEXT,
  urgent BOOLEAN NOT NULL,
  reporter_kind TEXT NOT NULL,
  reporter_name BLOB,
  reporter_phone BLOB,
  reporter_organisation BLOB,
  call_when BLOB,
  state TEXT NOT NULL,
  at INTEGER NOT NULL,
  read_by_id INTEGER,
  answer_by TEXT NOT NULL,
  taken_by_id INTEGER,
  taken_at INTEGER,
  household_id INTEGER,
  answer BLOB,
  answered_at INTEGER,
  answer_seen_at INTEGER,
  reason BLOB,
  unhappy BLOB,
  unhappy_at INTEGER,
  told_at INTEGER,
  forgotten_at INTEGER,
  next_attention_at INTEGER
) STRICT;
CREATE UNIQUE INDEX report_1 ON report (number);
CREATE INDEX report_2 ON report (team_id, state, at);
CREATE INDEX report_3 ON report (account_id);
CREATE INDEX report_4 ON report (file_id, state);
CREATE INDEX report_5 ON report (household_id);
CREATE INDEX report_6 ON report (forgotten_at, answered_at);
CREATE INDEX report_7 ON report (next_attention_at);
CREATE INDEX report_8 ON report (team_id, read_by_id, state, at);

CREATE TABLE hold (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  file_id INTEGER NOT NULL REFERENCES file (id),
  household_id INTEGER NOT NULL REFERENCES household (id),
  reason BLOB NOT NULL,
  second_id INTEGER NOT NULL REFERENCES account (id),
  seconded_at INTEGER,
  review_on TEXT NOT NULL,
  by_id INTEGER,
  at INTEGER NOT NULL,
  ended_at INTEGER
) STRICT;
CREATE INDEX hold_1 ON hold (household_id);

CREATE TABLE held_entry (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  file_id INTEGER NOT NULL REFERENCES file (id),
  household_id INTEGER NOT NULL REFERENCES household (id),
  hold_id INTEGER NOT NULL REFERENCES hold (id),
  what BLOB NOT NULL,
  with_whom BLOB,
  by_id INTEGER,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX held_entry_1 ON held_entry (household_id);

CREATE TABLE talk (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  file_id INTEGER NOT NULL REFERENCES file (id),
  household_id INTEGER NOT NULL REFERENCES household (id),
  on_day TEXT NOT NULL,
  about BLOB NOT NULL,
  present BLOB NOT NULL,
  family_present BOOLEAN NOT NULL,
  by_id INTEGER,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX talk_1 ON talk (household_id);

CREATE TABLE note (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  account_id INTEGER NOT NULL REFERENCES account (id),
  file_id INTEGER NOT NULL REFERENCES file (id),
  household_id INTEGER NOT NULL REFERENCES household (id),
  text BLOB NOT NULL,
  at INTEGER NOT NULL,
  until_at INTEGER NOT NULL
) STRICT;
CREATE INDEX note_1 ON note (account_id, household_id);
CREATE INDEX note_2 ON note (until_at);

CREATE TABLE attention (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  account_id INTEGER NOT NULL REFERENCES account (id),
  file_id INTEGER NOT NULL REFERENCES file (id),
  household_id INTEGER,
  report_id INTEGER,
  person_id INTEGER,
  rule TEXT NOT NULL,
  since_at INTEGER NOT NULL,
  due_on TEXT NOT NULL,
  name BLOB NOT NULL,
  detail BLOB,
  escalated BOOLEAN NOT NULL,
  later_on TEXT,
  later_word BLOB
) STRICT;
CREATE INDEX attention_1 ON attention (account_id, due_on);
CREATE INDEX attention_2 ON attention (household_id);
CREATE INDEX attention_3 ON attention (report_id, household_id);

CREATE TABLE rule (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  code TEXT NOT NULL,
  team_id INTEGER REFERENCES team (id),
  days INTEGER NOT NULL,
  second_days INTEGER NOT NULL,
  reason TEXT,
  source TEXT,
  from_at INTEGER NOT NULL,
  until_at INTEGER NOT NULL
) STRICT;
CREATE INDEX rule_1 ON rule (code, team_id);

