-- The tables of 001 were never written to: what they were for is told better by these.
DROP TABLE deliveries, messages;

-- Events whose effect is here; see @cloudpos/kit/events/inbox.ts.
CREATE TABLE inbox (
  event_id uuid PRIMARY KEY,
  handled_at timestamptz NOT NULL DEFAULT now()
);

-- What auth has announced, as the contracts say: what receipts need to know.
CREATE TABLE store (
  id uuid PRIMARY KEY,
  revision integer NOT NULL,
  store jsonb NOT NULL
);
CREATE TABLE register (
  id uuid PRIMARY KEY,
  revision integer NOT NULL,
  register jsonb NOT NULL
);

-- Sales of the last 90 days, for receipts: the event as it came.
CREATE TABLE sale (
  id uuid PRIMARY KEY,
  store_id uuid NOT NULL,
  committed_at timestamptz NOT NULL,
  event jsonb NOT NULL
);
CREATE INDEX sale_age ON sale (committed_at);

-- Who in a store is told what; a store without a row tells nobody.
CREATE TABLE notice_settings (
  store_id uuid PRIMARY KEY,
  stock_low text[] NOT NULL,
  shift_closed text[] NOT NULL,
  shift_difference_minor bigint NOT NULL
);

CREATE TABLE webhook (
  id uuid PRIMARY KEY,
  store_id uuid NOT NULL,
  url text NOT NULL,
  events text[] NOT NULL,
  enabled boolean NOT NULL DEFAULT true,
  -- The secret is derived from the service's key, the id and this number, and so stored nowhere.
  secret_number integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX webhook_of_store ON webhook (store_id);

-- One message to one recipient: work to do, and then its history.
CREATE TABLE delivery (
  -- UUID version 7: in the order of creation.
  id uuid PRIMARY KEY,
  store_id uuid NOT NULL,
  channel text NOT NULL CHECK (channel IN ('email', 'webhook')),
  kind text NOT NULL CHECK (kind IN ('receipt', 'stock-low', 'shift-closed', 'webhook-event', 'webhook-test')),
  recipient text NOT NULL,
  subject text NOT NULL,
  -- One message of an event for each recipient, however often the event comes.
  dedup_key text NOT NULL UNIQUE,
  -- What it is made from: the event of a notice; of a webhook, the very text that is sent and signed.
  content text,
  sale_id uuid,
  -- No foreign key: history outlives the webhook.
  webhook_id uuid,
  status text NOT NULL DEFAULT 'queued' CHECK (status IN ('queued', 'sent', 'dead')),
  -- Counted when an attempt begins, so that a message that kills the process is not tried for ever.
  attempts integer NOT NULL DEFAULT 0,
  -- Attempts since the last time somebody asked to try again.
  round_attempts integer NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT now(),
  -- While an attempt is under way: when it counts as lost.
  next_attempt_at timestamptz NOT NULL DEFAULT now(),
  sent_at timestamptz,
  last_error text
);
CREATE INDEX delivery_queue ON delivery (channel, next_attempt_at) WHERE status = 'queued';
CREATE INDEX delivery_of_store ON delivery (store_id, id DESC);
CREATE INDEX delivery_dead ON delivery (store_id) WHERE status = 'dead';
CREATE INDEX delivery_of_sale ON delivery (sale_id) WHERE sale_id IS NOT NULL;
