CREATE TABLE product (
  id uuid PRIMARY KEY,
  sku text NOT NULL UNIQUE,
  name text NOT NULL,
  -- GTIN, digits only.
  barcode text NOT NULL UNIQUE,
  category text NOT NULL,
  -- Price of one piece in minor units of `currency`.
  price_minor bigint NOT NULL CHECK (price_minor >= 0),
  currency text NOT NULL,
  tax_rate_basis_points integer NOT NULL CHECK (tax_rate_basis_points BETWEEN 0 AND 10000),
  tax_class text NOT NULL,
  -- Built in and so needs no extension: words of the name found by their beginning. 'simple' has no stop words
  -- and no stemming, since a name is not prose.
  words tsvector NOT NULL GENERATED ALWAYS AS (to_tsvector('simple', name)) STORED
);
CREATE INDEX product_words ON product USING gin (words);
-- Beginnings of codes, whatever the database's collation.
CREATE INDEX product_sku_prefix ON product (lower(sku) text_pattern_ops);
CREATE INDEX product_barcode_prefix ON product (barcode text_pattern_ops);
CREATE INDEX product_name ON product (name, id);

-- The stock ledger: every change of stock, for ever. No foreign key to product: a sale of something the
-- catalogue does not know (sold offline from an old catalogue) has left the shop all the same.
CREATE TABLE stock_movement (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  store_id uuid NOT NULL,
  product_id uuid NOT NULL,
  -- Thousandths of a piece; negative for what left.
  quantity_milli bigint NOT NULL,
  reason text NOT NULL CHECK (reason IN ('opening', 'sale')),
  -- Id of what caused it: the sale, or the product for its opening stock.
  source_id uuid NOT NULL,
  occurred_at timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (source_id, store_id, product_id, reason)
);
CREATE INDEX stock_movement_of_product ON stock_movement (product_id, store_id, id);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON stock_movement
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Stock now: the sum of the ledger, kept by adding in the same transaction. Never read, add and write back.
CREATE TABLE stock (
  store_id uuid NOT NULL,
  product_id uuid NOT NULL,
  on_hand_milli bigint NOT NULL,
  PRIMARY KEY (store_id, product_id)
) WITH (fillfactor = 70);

-- Events whose effect is here; see @cloudpos/kit/events/inbox.ts.
CREATE TABLE inbox (
  event_id uuid PRIMARY KEY,
  handled_at timestamptz NOT NULL DEFAULT now()
);
