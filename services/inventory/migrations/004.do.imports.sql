-- Imports of products: previewed, then applied.

CREATE TABLE product_import (
  id uuid PRIMARY KEY,
  store_id uuid NOT NULL,
  user_id uuid NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  applied_at timestamptz,
  -- The answer's JSON (ProductImport of @cloudpos/contracts) but for status and appliedAt.
  summary jsonb
);
CREATE INDEX product_import_of_store ON product_import (store_id, created_at);

-- What applying would write. Kept until it is applied or a week old.
CREATE TABLE product_import_row (
  import_id uuid NOT NULL REFERENCES product_import ON DELETE CASCADE,
  line integer NOT NULL,
  product_id uuid NOT NULL,
  sku text NOT NULL,
  -- Of the product when it was previewed; null when the SKU was new.
  revision bigint,
  -- Whether anything differs; if not, what follows is null.
  changed boolean NOT NULL,
  name text,
  name_key text,
  words text[],
  barcodes text[],
  category_name text,
  category_key text,
  price_minor bigint,
  store_price_minor bigint,
  tax_class text,
  reorder_level_milli bigint,
  archived boolean,
  PRIMARY KEY (import_id, line)
);
