-- A standing link of which reports wait, or that a program tries, asks who does triage for a look.
ALTER TABLE attention ADD COLUMN link_id INTEGER;
CREATE INDEX attention_4 ON attention (link_id) WHERE link_id IS NOT NULL;
ALTER TABLE report_link ADD COLUMN next_attention_at INTEGER;
CREATE INDEX report_link_3 ON report_link (next_attention_at) WHERE next_attention_at IS NOT NULL;
