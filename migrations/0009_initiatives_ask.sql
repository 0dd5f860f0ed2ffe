-- What an initiative asks of its team stands in the table of attention, as everything else does. Those that are there already are looked at by the job: the name in a
-- row is sealed, which no statement can do.
ALTER TABLE initiative ADD COLUMN next_attention_at INTEGER;
CREATE INDEX initiative_5 ON initiative (next_attention_at);
ALTER TABLE attention ADD COLUMN initiative_id INTEGER;
ALTER TABLE attention ADD COLUMN meeting_id INTEGER;
CREATE INDEX attention_5 ON attention (initiative_id) WHERE initiative_id IS NOT NULL;
