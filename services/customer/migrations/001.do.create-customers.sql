-- People who gave the shop their details. Erasure empties a row's personal columns and keeps its id, so that
-- ledgers that point to it stay whole.

CREATE TABLE customers (
  id uuid PRIMARY KEY,
  store_id uuid NOT NULL,
  display_name text,
  email text,
  phone text,
  created_at timestamptz NOT NULL DEFAULT now(),
  erased_at timestamptz,
  CHECK (erased_at IS NULL OR (display_name IS NULL AND email IS NULL AND phone IS NULL))
);
CREATE UNIQUE INDEX customers_email ON customers (store_id, lower(email)) WHERE email IS NOT NULL;
CREATE INDEX customers_phone ON customers (store_id, phone) WHERE phone IS NOT NULL;

-- What a customer agreed to or withdrew. Rows are only added: the newest per purpose counts.
CREATE TABLE consents (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer_id uuid NOT NULL REFERENCES customers,
  purpose text NOT NULL CHECK (purpose IN ('marketing-email', 'marketing-sms', 'loyalty')),
  granted boolean NOT NULL,
  at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX consents_customer_id ON consents (customer_id, purpose, at DESC);
