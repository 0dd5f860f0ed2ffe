-- An area that is no more may lie in several now. What one of them is (its successor) was known; the others come with the next import of areas.
CREATE TABLE area_part (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 1,
  area_code TEXT NOT NULL,
  part_code TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX area_part_1 ON area_part (area_code, part_code);
CREATE INDEX area_part_2 ON area_part (part_code);
INSERT INTO area_part (id, area_code, part_code) SELECT id, code, successor_code FROM area WHERE successor_code IS NOT NULL;
