-- A payment that the shop wants to take for a sale, and every attempt to take it. Amounts are minor units.

CREATE TABLE intents (
  id uuid PRIMARY KEY,
  store_id uuid NOT NULL,
  sale_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('cash', 'card')),
  amount_minor bigint NOT NULL CHECK (amount_minor > 0),
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  -- `unknown`: the acquirer did not answer and has to be asked before anything is tried again.
  status text NOT NULL CHECK (status IN ('pending', 'authorized', 'captured', 'declined', 'cancelled', 'unknown')),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX intents_sale_id ON intents (sale_id);
-- What a sweeper has to settle.
CREATE INDEX intents_open ON intents (updated_at) WHERE status IN ('pending', 'unknown');

CREATE TABLE attempts (
  id uuid PRIMARY KEY,
  intent_id uuid NOT NULL REFERENCES intents,
  -- Sent to the acquirer, so that a repeated call takes the money once.
  idempotency_key text NOT NULL UNIQUE,
  outcome text CHECK (outcome IN ('approved', 'declined', 'unknown')),
  provider_reference text,
  created_at timestamptz NOT NULL DEFAULT now(),
  finished_at timestamptz
);
CREATE INDEX attempts_intent_id ON attempts (intent_id);
