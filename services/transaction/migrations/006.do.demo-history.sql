-- Only where DEMO_DATA is set: the day from which the demo shop's history looks back, so that an interrupted seed goes
-- on where it was, and whether it is complete.
CREATE TABLE demo_history (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  today date NOT NULL,
  days integer NOT NULL,
  finished_at timestamptz
);
