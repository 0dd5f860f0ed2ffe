-- A change writes a page of every index that its rows stand in: rows that an index is never asked for are left out, and two that answer the same are one.
DROP INDEX report_2;
CREATE INDEX report_2 ON report (team_id, state, read_by_id, at);
DROP INDEX report_5;
CREATE INDEX report_5 ON report (household_id) WHERE household_id IS NOT NULL;
DROP INDEX report_6;
CREATE INDEX report_6 ON report (answered_at) WHERE answered_at IS NOT NULL AND forgotten_at IS NULL;
DROP INDEX report_8;
CREATE INDEX report_8 ON report (team_id, at) WHERE area_code IS NULL;
DROP INDEX report_9;
CREATE INDEX report_9 ON report (link_id, at) WHERE link_id IS NOT NULL;
DROP INDEX attention_2;
CREATE INDEX attention_2 ON attention (household_id) WHERE household_id IS NOT NULL;
DROP INDEX attention_3;
CREATE INDEX attention_3 ON attention (report_id, household_id) WHERE report_id IS NOT NULL;
-- What was sent twice long ago is found by its id, which is of that time.
DROP INDEX once_2;
