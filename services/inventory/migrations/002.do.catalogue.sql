-- The whole catalogue: variants, several barcodes, categories, tax classes, prices and tax rates by store.

CREATE FUNCTION iso_utc(moment timestamptz) RETURNS text LANGUAGE sql STABLE
  RETURN to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');

-- What is needed here of the stores; auth owns them and tells of changes on `events:stores`.
CREATE TABLE store (
  id uuid PRIMARY KEY,
  currency text NOT NULL,
  -- 0 until the first event: every event is newer.
  revision bigint NOT NULL
);

CREATE TABLE category (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  -- The name as it is compared: see words.ts.
  name_key text NOT NULL UNIQUE,
  position integer NOT NULL DEFAULT 0,
  revision bigint NOT NULL DEFAULT 1,
  -- SHA-256 of the request that created it: the same request again is recognised.
  content_hash bytea
);

CREATE TABLE tax_class (
  code text PRIMARY KEY,
  name text NOT NULL,
  default_rate_basis_points integer NOT NULL CHECK (default_rate_basis_points BETWEEN 0 AND 10000),
  revision bigint NOT NULL DEFAULT 1
);

-- Where a store's rate differs from the default.
CREATE TABLE tax_rate (
  store_id uuid NOT NULL,
  tax_class text NOT NULL REFERENCES tax_class,
  rate_basis_points integer NOT NULL CHECK (rate_basis_points BETWEEN 0 AND 10000),
  PRIMARY KEY (store_id, tax_class)
);

CREATE TABLE product_group (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  name_key text NOT NULL,
  -- [{name, values}]: what the variants differ in.
  options jsonb NOT NULL,
  revision bigint NOT NULL DEFAULT 1,
  content_hash bytea
);
CREATE INDEX product_group_name ON product_group (name_key, id);

ALTER TABLE product
  ADD COLUMN name_key text,
  ADD COLUMN category_id uuid REFERENCES category,
  ADD COLUMN group_id uuid REFERENCES product_group,
  -- [{name, value}] in the order of the group's options; [] without a group.
  ADD COLUMN options jsonb NOT NULL DEFAULT '[]',
  ADD COLUMN archived boolean NOT NULL DEFAULT false,
  ADD COLUMN revision bigint NOT NULL DEFAULT 1,
  ADD COLUMN updated_at timestamptz NOT NULL DEFAULT now(),
  ADD COLUMN content_hash bytea,
  -- Everything that finds the product: words of its name, SKU and barcodes (words.ts makes them, whatever the
  -- database's locale). One index serves them all, each by its beginning.
  ADD COLUMN search tsvector,
  -- Transaction of the last change that registers have to learn of; see changes.ts.
  ADD COLUMN changed_xid xid8;

INSERT INTO category (id, name, name_key)
  SELECT gen_random_uuid(), min(category), lower(category) FROM product GROUP BY lower(category);
INSERT INTO tax_class (code, name, default_rate_basis_points)
  SELECT tax_class, initcap(tax_class), max(tax_rate_basis_points) FROM product GROUP BY tax_class;
UPDATE product SET
  name_key = lower(name),
  category_id = (SELECT id FROM category WHERE name_key = lower(product.category)),
  search = array_to_tsvector(ARRAY(
    SELECT DISTINCT word FROM regexp_split_to_table(lower(concat_ws(' ', name, sku, barcode)), '[^a-z0-9]+') AS word
    WHERE word <> '')),
  changed_xid = pg_current_xact_id();

CREATE TABLE product_barcode (
  code text PRIMARY KEY,
  product_id uuid NOT NULL REFERENCES product ON DELETE CASCADE,
  -- Order in which they are shown, from 0.
  position integer NOT NULL
);
CREATE INDEX product_barcode_of_product ON product_barcode (product_id, position);
INSERT INTO product_barcode SELECT barcode, id, 0 FROM product;

-- Where a store's price differs from the default, in the store's currency.
CREATE TABLE product_price (
  store_id uuid NOT NULL,
  product_id uuid NOT NULL REFERENCES product ON DELETE CASCADE,
  price_minor bigint NOT NULL CHECK (price_minor >= 0),
  PRIMARY KEY (store_id, product_id)
);

ALTER TABLE product
  ALTER COLUMN name_key SET NOT NULL,
  ALTER COLUMN category_id SET NOT NULL,
  ALTER COLUMN search SET NOT NULL,
  ALTER COLUMN changed_xid SET NOT NULL,
  ADD FOREIGN KEY (tax_class) REFERENCES tax_class,
  DROP COLUMN barcode,
  DROP COLUMN category,
  DROP COLUMN words,
  DROP COLUMN tax_rate_basis_points;

DROP INDEX product_sku_prefix;
DROP INDEX product_name;
CREATE INDEX product_search ON product USING gin (search);
-- How often a beginning occurs decides whether the index of words or the one in order of names is read: the planner
-- can tell only from many sample words.
ALTER TABLE product ALTER COLUMN search SET STATISTICS 1000;
CREATE INDEX product_by_name ON product (name_key, id) WHERE NOT archived;
CREATE INDEX product_of_category ON product (category_id, name_key, id) WHERE NOT archived;
CREATE UNIQUE INDEX product_variant ON product (group_id, options) WHERE group_id IS NOT NULL;
CREATE INDEX product_changes ON product (changed_xid, id);

-- Nobody who writes a product can forget it.
CREATE FUNCTION note_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.changed_xid := pg_current_xact_id();
  RETURN NEW;
END $$;
CREATE TRIGGER note_change BEFORE INSERT OR UPDATE ON product FOR EACH ROW EXECUTE FUNCTION note_change();
