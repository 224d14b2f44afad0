-- Returns, shifts, cash movements and Z reports; several streams in the outbox.

ALTER TABLE store
  ADD COLUMN cash_rounding_minor integer NOT NULL DEFAULT 1,
  -- Of the newest store.changed that was taken; 0 before the first.
  ADD COLUMN revision bigint NOT NULL DEFAULT 0;

-- Ids of the events of other services that had their effect.
CREATE TABLE inbox (
  event_id uuid PRIMARY KEY,
  handled_at timestamptz NOT NULL DEFAULT now()
);

ALTER TABLE register_counter
  ADD COLUMN store_id uuid,
  ADD COLUMN open_shift_id uuid,
  ADD COLUMN last_z_number bigint NOT NULL DEFAULT 0,
  -- Last receipt number and sum of all totals at the time of the last Z report.
  ADD COLUMN z_receipt_number bigint NOT NULL DEFAULT 0,
  ADD COLUMN z_grand_total_minor numeric NOT NULL DEFAULT 0;
UPDATE register_counter SET store_id = (
  SELECT sale.store_id FROM sale WHERE sale.register_id = register_counter.register_id LIMIT 1);

ALTER TABLE sale
  -- As the register sent it.
  ADD COLUMN shift_id uuid,
  -- The shift whose Z report, or supplement, has the sale; null when none was open.
  ADD COLUMN counted_in uuid,
  ADD COLUMN customer_id uuid,
  ADD COLUMN receipt_email text,
  ADD COLUMN rounding_minor bigint,
  ADD COLUMN approvals jsonb,
  -- The store's settings that applied; null in sales that are older than these columns.
  ADD COLUMN time_zone text,
  ADD COLUMN prices_include_tax boolean;
DROP INDEX sale_of_store;
CREATE INDEX sale_of_store ON sale (store_id, sold_at DESC, id DESC);
CREATE INDEX sale_of_customer ON sale (customer_id, sold_at DESC, id DESC) WHERE customer_id IS NOT NULL;
-- A shift's other sales are found by their receipt numbers.
CREATE INDEX sale_late ON sale (counted_in) WHERE 'shift-closed' = ANY (flags);

ALTER TABLE sale_line
  ADD COLUMN category text,
  ADD COLUMN return_sale_id uuid,
  ADD COLUMN return_line_number integer,
  ADD COLUMN gift_card_code text;
CREATE INDEX sale_line_return ON sale_line (return_sale_id, return_line_number) WHERE return_sale_id IS NOT NULL;

ALTER TABLE sale_tender ADD COLUMN payment_id uuid;

-- How much of what an original sale was paid with went back, by which tender of which refund.
CREATE TABLE refund_allocation (
  original_sale_id uuid NOT NULL,
  refund_sale_id uuid NOT NULL,
  tender_number integer NOT NULL,
  kind text NOT NULL,
  payment_id uuid,
  -- Above 0.
  amount_minor bigint NOT NULL,
  PRIMARY KEY (original_sale_id, refund_sale_id, tender_number)
);

CREATE TABLE shift (
  id uuid PRIMARY KEY,
  store_id uuid NOT NULL,
  register_id uuid NOT NULL,
  opened_by uuid NOT NULL,
  opened_by_name text NOT NULL,
  opened_at timestamptz NOT NULL,
  opening_float_minor bigint NOT NULL,
  currency text NOT NULL,
  -- The first that a sale of the shift can have.
  first_receipt_number bigint NOT NULL
);
CREATE INDEX shift_of_store ON shift (store_id, opened_at DESC, id DESC);

CREATE TABLE cash_movement (
  id uuid PRIMARY KEY,
  store_id uuid NOT NULL,
  register_id uuid NOT NULL,
  shift_id uuid NOT NULL REFERENCES shift,
  kind text NOT NULL,
  amount_minor bigint NOT NULL,
  reason text NOT NULL,
  user_id uuid NOT NULL,
  user_name text NOT NULL,
  occurred_at timestamptz NOT NULL
);
CREATE INDEX cash_movement_of_shift ON cash_movement (shift_id, occurred_at, id);

CREATE TABLE z_report (
  -- Of the shift.
  id uuid PRIMARY KEY REFERENCES shift,
  store_id uuid NOT NULL,
  register_id uuid NOT NULL,
  z_number bigint NOT NULL,
  business_day date NOT NULL,
  closed_at timestamptz NOT NULL,
  last_receipt_number bigint NOT NULL,
  -- SHA-256 of the close request's canonical JSON: what makes two requests the same.
  content_hash bytea NOT NULL,
  -- ZReport of @cloudpos/contracts, byte for byte as it was answered.
  document text NOT NULL,
  UNIQUE (register_id, z_number)
);
CREATE INDEX z_report_of_store ON z_report (store_id, closed_at DESC, id DESC);

-- An entry is about a sale (sale_id) or about a shift, cash movement or Z report (subject_id).
ALTER TABLE journal_entry
  ALTER COLUMN sale_id DROP NOT NULL,
  ADD COLUMN subject_id uuid;

ALTER TABLE outbox ADD COLUMN stream text NOT NULL DEFAULT 'events:sales';
DROP INDEX outbox_unsent;
CREATE INDEX outbox_unsent ON outbox (stream, id) WHERE sent_at IS NULL;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON refund_allocation
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON shift
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON cash_movement
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON z_report
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- A sale as the API and the events show it (StoredSale of @cloudpos/contracts), from its rows. Fields that the
-- register left out are absent, so that the content can be hashed again.
CREATE OR REPLACE VIEW stored_sale AS
  SELECT sale.id, sale.store_id, sale.register_id, sale.committed_at, jsonb_strip_nulls(jsonb_build_object(
    'id', sale.id,
    'storeId', sale.store_id,
    'registerId', sale.register_id,
    'shiftId', sale.shift_id,
    'userId', sale.user_id,
    'receiptNumber', sale.receipt_number::text,
    'soldAt', iso_utc(sale.sold_at),
    'committedAt', iso_utc(sale.committed_at),
    'currency', sale.currency,
    'customerId', sale.customer_id,
    'receiptEmail', sale.receipt_email,
    'totals', jsonb_build_object(
      'netMinor', sale.net_minor, 'taxMinor', sale.tax_minor, 'totalMinor', sale.total_minor),
    'roundingMinor', sale.rounding_minor,
    'approvals', sale.approvals,
    'flags', sale.flags,
    'lines', (
      SELECT jsonb_agg(jsonb_build_object(
        'productId', line.product_id,
        'sku', line.sku,
        'name', line.name,
        'category', line.category,
        'quantityMilli', line.quantity_milli,
        'unitPriceMinor', line.unit_price_minor,
        'discountMinor', line.discount_minor,
        'taxClass', line.tax_class,
        'taxRateBasisPoints', line.tax_rate_basis_points,
        'returnOf', CASE WHEN line.return_sale_id IS NOT NULL THEN jsonb_build_object(
          'saleId', line.return_sale_id, 'lineNumber', line.return_line_number) END,
        'giftCardCode', line.gift_card_code
      ) ORDER BY line.line_number) FROM sale_line line WHERE line.sale_id = sale.id),
    'tenders', coalesce((
      SELECT jsonb_agg(jsonb_build_object(
        'kind', tender.kind,
        'amountMinor', tender.amount_minor,
        'tenderedMinor', tender.tendered_minor,
        'changeMinor', tender.change_minor,
        'paymentId', tender.payment_id
      ) ORDER BY tender.tender_number) FROM sale_tender tender WHERE tender.sale_id = sale.id), '[]')
  )) AS document
  FROM sale;

-- Id of a sale's event. Follows from the sale, so that an event made again, however late, is recognised.
CREATE FUNCTION sale_event_id(sale_id uuid) RETURNS uuid LANGUAGE sql IMMUTABLE
  RETURN encode(substring(sha256(convert_to('sale.completed:' || sale_id, 'UTF8')) FOR 16), 'hex')::uuid;

-- The event of every sale ever committed, as the outbox sent it (SaleCompleted of @cloudpos/contracts): what
-- projections are rebuilt from. Read it by pages of sale_id.
CREATE VIEW sale_event AS
  SELECT sale.id AS sale_id, sale.store_id, jsonb_build_object(
    'id', sale_event_id(sale.id),
    'type', 'sale.completed',
    'version', 1,
    'occurredAt', iso_utc(sale.committed_at),
    'storeId', sale.store_id,
    'timeZone', coalesce(sale.time_zone, store.time_zone),
    'pricesIncludeTax', coalesce(sale.prices_include_tax, store.prices_include_tax),
    'sale', stored.document) AS event
  FROM sale JOIN stored_sale stored USING (id) LEFT JOIN store ON store.id = sale.store_id;
