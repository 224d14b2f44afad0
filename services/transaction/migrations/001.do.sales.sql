-- What a sale is made of. Every table of a sale is append-only: a correction is a row of its own.

-- Settings of the stores whose sales are kept here; auth owns them, this is what committing a sale needs.
CREATE TABLE store (
  id uuid PRIMARY KEY,
  currency text NOT NULL,
  -- IANA name: decides which day a sale belongs to.
  time_zone text NOT NULL,
  prices_include_tax boolean NOT NULL
);

-- One row per register, locked while a sale of it is committed: receipt numbers without gap or duplicate
-- (a sequence would leave gaps after a rollback), and one chain of journal entries.
CREATE TABLE register_counter (
  register_id uuid PRIMARY KEY,
  last_receipt_number bigint NOT NULL DEFAULT 0,
  last_entry_number bigint NOT NULL DEFAULT 0,
  last_entry_hash bytea NOT NULL DEFAULT decode(repeat('00', 32), 'hex')
) WITH (fillfactor = 20); -- room for new versions of the row in the same page, so that no index is touched

CREATE TABLE sale (
  -- Made by the register: the key that makes committing idempotent, for ever.
  id uuid PRIMARY KEY,
  -- SHA-256 of the sale's canonical JSON (RFC 8785) as the register sent it.
  content_hash bytea NOT NULL,
  store_id uuid NOT NULL,
  register_id uuid NOT NULL,
  user_id uuid NOT NULL,
  receipt_number bigint NOT NULL,
  sold_at timestamptz NOT NULL,
  committed_at timestamptz NOT NULL,
  currency text NOT NULL,
  -- As the register sent them, in minor units: what the customer paid.
  net_minor bigint NOT NULL,
  tax_minor bigint NOT NULL,
  total_minor bigint NOT NULL,
  flags text[] NOT NULL,
  -- The server's totals, where they differ.
  recomputed_totals jsonb,
  -- The answer that was given, byte for byte, for every replay.
  receipt text NOT NULL,
  UNIQUE (register_id, receipt_number)
);
CREATE INDEX sale_of_store ON sale (store_id, committed_at DESC, id DESC);

-- No foreign keys to sale: commit_sales is the only writer, writes all rows of a sale at once, and pays for
-- every check with sales per second.
CREATE TABLE sale_line (
  sale_id uuid NOT NULL,
  line_number integer NOT NULL,
  product_id uuid NOT NULL,
  sku text NOT NULL,
  name text NOT NULL,
  -- Thousandths of a piece.
  quantity_milli bigint NOT NULL,
  unit_price_minor bigint NOT NULL,
  discount_minor bigint NOT NULL,
  tax_class text NOT NULL,
  tax_rate_basis_points integer NOT NULL,
  PRIMARY KEY (sale_id, line_number)
);

CREATE TABLE sale_tender (
  sale_id uuid NOT NULL,
  tender_number integer NOT NULL,
  kind text NOT NULL,
  amount_minor bigint NOT NULL,
  tendered_minor bigint NOT NULL,
  change_minor bigint NOT NULL,
  PRIMARY KEY (sale_id, tender_number)
);

-- What happened at a register, in order. hash = SHA-256(previous hash || entry): a row that is changed, added
-- or removed later breaks the chain (see journal.ts).
CREATE TABLE journal_entry (
  register_id uuid NOT NULL,
  entry_number bigint NOT NULL,
  sale_id uuid NOT NULL,
  entry text NOT NULL,
  hash bytea NOT NULL,
  PRIMARY KEY (register_id, entry_number)
);

-- Events on their way to Redis; see @cloudpos/kit/events/outbox.ts.
CREATE TABLE outbox (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  event text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  sent_at timestamptz,
  -- Id of the stream's entry (milliseconds-sequence), once sent.
  entry_ms bigint,
  entry_sequence bigint
);
CREATE INDEX outbox_unsent ON outbox (id) WHERE sent_at IS NULL;

-- Where the stream stood after the last batch: how the relay notices that Redis has lost entries.
CREATE TABLE outbox_position (
  stream text PRIMARY KEY,
  entry_ms bigint NOT NULL DEFAULT 0,
  entry_sequence bigint NOT NULL DEFAULT 0
);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON sale
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON sale_line
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON sale_tender
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journal_entry
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE FUNCTION iso_utc(moment timestamptz) RETURNS text LANGUAGE sql STABLE
  RETURN to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');

-- A sale as the API and the events show it (StoredSale of @cloudpos/contracts), from its rows.
CREATE VIEW stored_sale AS
  SELECT sale.id, sale.store_id, sale.register_id, sale.committed_at, jsonb_build_object(
    'id', sale.id,
    'storeId', sale.store_id,
    'registerId', sale.register_id,
    'userId', sale.user_id,
    'receiptNumber', sale.receipt_number::text,
    'soldAt', iso_utc(sale.sold_at),
    'committedAt', iso_utc(sale.committed_at),
    'currency', sale.currency,
    'totals', jsonb_build_object(
      'netMinor', sale.net_minor, 'taxMinor', sale.tax_minor, 'totalMinor', sale.total_minor),
    'flags', sale.flags,
    'lines', (
      SELECT jsonb_agg(jsonb_build_object(
        'productId', line.product_id,
        'sku', line.sku,
        'name', line.name,
        'quantityMilli', line.quantity_milli,
        'unitPriceMinor', line.unit_price_minor,
        'discountMinor', line.discount_minor,
        'taxClass', line.tax_class,
        'taxRateBasisPoints', line.tax_rate_basis_points
      ) ORDER BY line.line_number) FROM sale_line line WHERE line.sale_id = sale.id),
    'tenders', (
      SELECT jsonb_agg(jsonb_build_object(
        'kind', tender.kind,
        'amountMinor', tender.amount_minor,
        'tenderedMinor', tender.tendered_minor,
        'changeMinor', tender.change_minor
      ) ORDER BY tender.tender_number) FROM sale_tender tender WHERE tender.sale_id = sale.id)
  ) AS document
  FROM sale;
