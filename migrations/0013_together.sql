-- Which life domains stand together in households, of a quarter and a municipality, as published: kept as it was told.
CREATE TABLE published_combination (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  municipality_code TEXT NOT NULL,
  quarter INTEGER NOT NULL,
  domains TEXT NOT NULL,
  households INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX published_combination_1 ON published_combination (quarter, municipality_code, domains);
