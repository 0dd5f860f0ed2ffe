-- How much somebody put off is asked on each Today; a coordinator's rows are many, and few of them are put off.
CREATE INDEX attention_6 ON attention (account_id, later_on) WHERE later_on IS NOT NULL;
