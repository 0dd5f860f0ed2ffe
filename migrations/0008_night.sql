-- The night's work reads what was heard once for the whole country, in the order of its moments: all it asks for stands in these indexes.
CREATE INDEX contact_2 ON contact (at, household_id, domains, by_id) WHERE reached AND domains IS NOT NULL;
CREATE INDEX light_question_3 ON light_question (at, area_code, team_id, domain, account_id);
CREATE INDEX report_11 ON report (at, state, area_code, team_id, domains, household_id, account_id);
CREATE INDEX domain_note_2 ON domain_note (at, kind, household_id, domain, by_id);
CREATE INDEX signal_count_2 ON signal_count (week);
