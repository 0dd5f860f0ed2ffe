-- Whose household has an appointment this week, and how many one has, are asked on each Today.
DROP INDEX household_4;
CREATE INDEX household_4 ON household (professional_id, closed_at, next_on);
