-- What a receipt of the store says and how cash is rounded there.
ALTER TABLE stores
  ADD COLUMN cash_rounding_minor integer NOT NULL DEFAULT 1 CHECK (cash_rounding_minor BETWEEN 1 AND 10000),
  ADD COLUMN receipt_header text[] NOT NULL DEFAULT '{}',
  ADD COLUMN receipt_footer text[] NOT NULL DEFAULT '{}',
  -- Grows with each change, so that an event that comes late is recognised.
  ADD COLUMN revision integer NOT NULL DEFAULT 1;
