-- The tables of 001 were never written to: what follows takes their place.
DROP TABLE consents;
DROP TABLE customers;

CREATE FUNCTION iso_utc(moment timestamptz) RETURNS text LANGUAGE sql STABLE
  RETURN to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');

-- People who gave the shop their details, shared by all stores. Erasure empties a row's personal columns and keeps
-- its id, so that ledgers that point to it stay whole, and so that nothing that comes later makes it anew.
CREATE TABLE customer (
  id uuid PRIMARY KEY,
  number bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  name text NOT NULL,
  email text,
  phone text,
  notes text,
  -- SHA-256 of what it was created with: tells a repeated request from another one with the same id.
  created_from bytea,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  erased_at timestamptz,
  -- What is searched: the name in lower case without accents, and the digits of the telephone number without the
  -- zeros it begins with.
  folded_name text NOT NULL,
  phone_digits text,
  printed_number text NOT NULL GENERATED ALWAYS AS
    ('c-' || lpad(number::text, greatest(6, length(number::text)), '0')) STORED,
  words tsvector NOT NULL GENERATED ALWAYS AS (to_tsvector('simple', folded_name)) STORED,
  CHECK (erased_at IS NULL OR (name = '' AND folded_name = '' AND email IS NULL AND phone IS NULL AND notes IS NULL
    AND phone_digits IS NULL AND created_from IS NULL))
);
CREATE UNIQUE INDEX customer_email ON customer (lower(email));
CREATE INDEX customer_by_name ON customer (folded_name, id) WHERE erased_at IS NULL;
CREATE INDEX customer_words ON customer USING gin (words);
-- Beginnings (and ends, by what is written backwards), whatever the database's collation.
CREATE INDEX customer_email_prefix ON customer (lower(email) text_pattern_ops);
CREATE INDEX customer_number_prefix ON customer (printed_number text_pattern_ops);
CREATE INDEX customer_phone_prefix ON customer (phone_digits text_pattern_ops);
CREATE INDEX customer_phone_suffix ON customer (reverse(phone_digits) text_pattern_ops);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'integrity_constraint_violation';
END $$;

-- What a customer agreed to or withdrew. The newest entry of a purpose counts.
CREATE TABLE consent (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer_id uuid NOT NULL REFERENCES customer,
  purpose text NOT NULL CHECK (purpose IN ('marketing-email')),
  granted boolean NOT NULL,
  -- The member of staff who noted it.
  actor_id uuid NOT NULL,
  actor_name text NOT NULL,
  at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX consent_of_customer ON consent (customer_id, purpose, id DESC);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON consent
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Every change of somebody's points, for ever. No foreign key: a sale may name a customer before the customer, made
-- at a register without a connection, has arrived.
CREATE TABLE loyalty_entry (
  id uuid PRIMARY KEY,
  position bigint GENERATED ALWAYS AS IDENTITY,
  customer_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('sale', 'return', 'adjustment')),
  points bigint NOT NULL CHECK (points <> 0),
  store_id uuid NOT NULL,
  sale_id uuid UNIQUE,
  -- Of an adjustment. Erased with the customer, since people write names into it.
  reason text,
  actor_id uuid,
  actor_name text,
  at timestamptz NOT NULL,
  CHECK ((kind = 'adjustment') = (sale_id IS NULL)),
  CHECK ((kind = 'adjustment') = (actor_id IS NOT NULL))
);
CREATE INDEX loyalty_entry_of_customer ON loyalty_entry (customer_id, position DESC);
CREATE TRIGGER append_only BEFORE DELETE OR TRUNCATE ON loyalty_entry
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE FUNCTION refuse_all_but_erased_reason() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  OLD.reason := NULL;
  IF NEW IS DISTINCT FROM OLD THEN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER append_only_but_reason BEFORE UPDATE ON loyalty_entry
  FOR EACH ROW EXECUTE FUNCTION refuse_all_but_erased_reason();

-- Points now: the sum of the ledger, kept by adding in the same transaction.
CREATE TABLE loyalty_account (
  customer_id uuid PRIMARY KEY,
  balance_points bigint NOT NULL
) WITH (fillfactor = 70);

-- Sales of customers, from their events.
CREATE TABLE customer_sale (
  sale_id uuid PRIMARY KEY,
  customer_id uuid NOT NULL,
  store_id uuid NOT NULL,
  register_id uuid NOT NULL,
  receipt_number text NOT NULL,
  sold_at timestamptz NOT NULL,
  currency text NOT NULL,
  total_minor bigint NOT NULL,
  points bigint NOT NULL
);
CREATE INDEX customer_sale_of_customer ON customer_sale (customer_id, sold_at DESC, sale_id DESC);

-- Events whose effect is here; see @cloudpos/kit/events/inbox.ts.
CREATE TABLE inbox (
  event_id uuid PRIMARY KEY,
  handled_at timestamptz NOT NULL DEFAULT now()
);
