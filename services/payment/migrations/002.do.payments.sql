-- The tables of 001 were never written to: what follows takes their place.
DROP TABLE attempts;
DROP TABLE intents;

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE FUNCTION iso_utc(moment timestamptz) RETURNS text LANGUAGE sql STABLE
  RETURN to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');

-- A gift card's code is as good as money, so only its keyed hash is kept (see seal.ts).
CREATE TABLE gift_card (
  code_hash bytea PRIMARY KEY,
  last_four text NOT NULL,
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  -- The sum of the ledger, kept by adding in the same transaction. Negative when a card was given back that had
  -- been spent.
  balance_minor bigint NOT NULL DEFAULT 0,
  -- Part of the balance that payments under way have reserved.
  reserved_minor bigint NOT NULL DEFAULT 0 CHECK (reserved_minor >= 0),
  -- Where it was sold first.
  store_id uuid NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE gift_card_entry (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  code_hash bytea NOT NULL REFERENCES gift_card,
  kind text NOT NULL CHECK (kind IN ('issue', 'redeem', 'refund', 'take-back')),
  -- Added to the balance.
  amount_minor bigint NOT NULL,
  sale_id uuid NOT NULL,
  -- Line (issue, take-back) or tender (redeem, refund) of the sale, counted from 1.
  item_number integer NOT NULL,
  store_id uuid NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (sale_id, kind, item_number)
);
CREATE INDEX gift_card_entry_of_card ON gift_card_entry (code_hash, id);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON gift_card_entry
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Money of a card or gift card that is taken for a sale. Amounts are minor units of `currency`.
CREATE TABLE payment (
  -- Made by the till: the key that makes taking the money idempotent, here and at the acquirer.
  id uuid PRIMARY KEY,
  store_id uuid NOT NULL,
  register_id uuid NOT NULL,
  user_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('card', 'gift-card')),
  amount_minor bigint NOT NULL CHECK (amount_minor > 0),
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  -- The sale the till named when it began.
  named_sale_id uuid,
  gift_card bytea REFERENCES gift_card,
  -- See PaymentStatus in @cloudpos/contracts.
  status text NOT NULL CHECK (status IN ('authorising', 'approved', 'declined', 'unknown', 'captured', 'cancelling',
    'cancelled', 'refund-pending', 'partially-refunded', 'refunded', 'failed')),
  -- The sale that claimed it, which of its tenders did, and what that tender says.
  sale_id uuid,
  tender_number integer,
  claimed_minor bigint,
  captured_minor bigint NOT NULL DEFAULT 0 CHECK (captured_minor BETWEEN 0 AND amount_minor),
  refunded_minor bigint NOT NULL DEFAULT 0 CHECK (refunded_minor BETWEEN 0 AND captured_minor),
  -- The acquirer's name of the payment, encrypted (see seal.ts).
  reference bytea,
  card_brand text,
  card_last_four text CHECK (card_last_four ~ '^[0-9]{4}$'),
  decline_reason text,
  failure text,
  -- When the settler has to look at it; null when there is nothing to do.
  due_at timestamptz,
  -- Failed tries since it last got on.
  tries integer NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CHECK ((kind = 'gift-card') = (gift_card IS NOT NULL))
);
CREATE INDEX payment_of_store ON payment (store_id, created_at DESC, id DESC);
CREATE INDEX payment_of_sale ON payment (coalesce(sale_id, named_sale_id));
CREATE INDEX payment_due ON payment (due_at) WHERE due_at IS NOT NULL;

-- Money that goes back, once per sale and tender.
CREATE TABLE refund (
  -- Idempotency key at the acquirer.
  id uuid PRIMARY KEY,
  payment_id uuid NOT NULL REFERENCES payment,
  sale_id uuid NOT NULL,
  tender_number integer NOT NULL,
  store_id uuid NOT NULL,
  amount_minor bigint NOT NULL CHECK (amount_minor > 0),
  status text NOT NULL CHECK (status IN ('pending', 'done', 'failed')),
  -- Counted against what was captured: set before the acquirer is asked, so that two refunds never share money.
  admitted boolean NOT NULL DEFAULT false,
  failure text,
  due_at timestamptz,
  tries integer NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (sale_id, tender_number)
);
CREATE INDEX refund_of_payment ON refund (payment_id);
CREATE INDEX refund_due ON refund (due_at) WHERE due_at IS NOT NULL;

-- What a stored sale says about money that could not be done: for people to look into. A sale is never refused.
CREATE TABLE discrepancy (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  sale_id uuid NOT NULL,
  store_id uuid NOT NULL,
  payment_id uuid,
  amount_minor bigint NOT NULL,
  problem text NOT NULL,
  at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX discrepancy_of_sale ON discrepancy (sale_id);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON discrepancy
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Notices of the acquirer that were acted on, by its id.
CREATE TABLE webhook (
  id text PRIMARY KEY,
  type text NOT NULL,
  received_at timestamptz NOT NULL DEFAULT now()
);

-- Events whose effect is here; see @cloudpos/kit/events/inbox.ts.
CREATE TABLE inbox (
  event_id uuid PRIMARY KEY,
  handled_at timestamptz NOT NULL DEFAULT now()
);

-- Events on their way to Redis; see @cloudpos/kit/events/outbox.ts.
CREATE TABLE outbox (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  event text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  sent_at timestamptz,
  entry_ms bigint,
  entry_sequence bigint
);
CREATE INDEX outbox_unsent ON outbox (id) WHERE sent_at IS NULL;
CREATE TABLE outbox_position (
  stream text PRIMARY KEY,
  entry_ms bigint NOT NULL DEFAULT 0,
  entry_sequence bigint NOT NULL DEFAULT 0
);

-- The simulated acquirer: an acquirer's ledger of its own, which knows nothing of the tables above.
CREATE TABLE simulated_authorisation (
  -- The idempotency key.
  key uuid PRIMARY KEY,
  reference text NOT NULL UNIQUE,
  amount_minor bigint NOT NULL,
  currency text NOT NULL,
  state text NOT NULL CHECK (state IN ('approved', 'declined', 'captured', 'released')),
  captured_minor bigint NOT NULL DEFAULT 0,
  refunded_minor bigint NOT NULL DEFAULT 0 CHECK (refunded_minor BETWEEN 0 AND captured_minor),
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE simulated_refund (
  key uuid PRIMARY KEY,
  authorisation uuid NOT NULL REFERENCES simulated_authorisation,
  amount_minor bigint NOT NULL CHECK (amount_minor > 0),
  created_at timestamptz NOT NULL DEFAULT now()
);
