-- Nobody asks the log by account, and each row paid for it. What asks for attention comes in the order it is shown, and is not sorted.
DROP INDEX log_3;
DROP INDEX log_4;
DROP INDEX log_5;
CREATE INDEX log_3 ON log (at);
CREATE INDEX log_4 ON log (at) WHERE action = 'refused';
DROP INDEX attention_1;
CREATE INDEX attention_1 ON attention (account_id, due_on, since_at);
