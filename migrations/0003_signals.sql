-- What becomes of a signal: contact, a theme, the reporter; what the reporter hears; telling whom it is about; the reporting code.
ALTER TABLE report ADD COLUMN became TEXT;
ALTER TABLE report ADD COLUMN step_kind TEXT;
ALTER TABLE report ADD COLUMN step_on TEXT;
ALTER TABLE report ADD COLUMN step_by_id INTEGER;
ALTER TABLE report ADD COLUMN tries INTEGER;
ALTER TABLE report ADD COLUMN collective_words TEXT;
ALTER TABLE report ADD COLUMN agreed_by BLOB;
ALTER TABLE report ADD COLUMN agreed_on TEXT;
ALTER TABLE report ADD COLUMN unhappy_count INTEGER;
ALTER TABLE report ADD COLUMN introduce TEXT;
ALTER TABLE report ADD COLUMN introduce_when BLOB;
ALTER TABLE report ADD COLUMN may_name BOOLEAN;
ALTER TABLE report ADD COLUMN unnamed BOOLEAN;
ALTER TABLE report ADD COLUMN inform_by TEXT;
ALTER TABLE report ADD COLUMN told_by_id INTEGER;
UPDATE report SET became = 'household' WHERE household_id IS NOT NULL;
UPDATE report SET became = 'passed' WHERE state = 'passed';
UPDATE report SET became = 'no' WHERE state = 'answered';

CREATE TABLE report_event (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  file_id INTEGER NOT NULL REFERENCES file (id),
  report_id INTEGER NOT NULL REFERENCES report (id),
  kind TEXT NOT NULL,
  word BLOB,
  on_day TEXT,
  by_id INTEGER,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX report_event_1 ON report_event (report_id, at);

CREATE TABLE reporting_code (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  file_id INTEGER NOT NULL REFERENCES file (id),
  report_id INTEGER REFERENCES report (id),
  household_id INTEGER REFERENCES household (id),
  hold_id INTEGER REFERENCES hold (id),
  by_id INTEGER,
  at INTEGER NOT NULL,
  last_at INTEGER NOT NULL
) STRICT;
CREATE INDEX reporting_code_1 ON reporting_code (report_id);
CREATE INDEX reporting_code_2 ON reporting_code (household_id);
CREATE INDEX reporting_code_3 ON reporting_code (last_at);

CREATE TABLE reporting_step (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  file_id INTEGER NOT NULL REFERENCES file (id),
  code_id INTEGER NOT NULL REFERENCES reporting_code (id),
  step TEXT NOT NULL,
  was TEXT NOT NULL,
  on_day TEXT NOT NULL,
  with_whom BLOB,
  anonymous BOOLEAN NOT NULL,
  outcome BLOB NOT NULL,
  reason BLOB,
  suspicion TEXT,
  danger TEXT,
  help TEXT,
  accepted TEXT,
  result TEXT,
  report_needed TEXT,
  help_possible TEXT,
  by_id INTEGER,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX reporting_step_1 ON reporting_step (code_id, at);

