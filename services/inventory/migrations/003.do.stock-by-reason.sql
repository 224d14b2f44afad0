-- Adjustments by people, reorder levels, and the event that a level was crossed.

ALTER TABLE stock_movement
  DROP CONSTRAINT stock_movement_reason_check,
  ADD CHECK (reason IN ('opening', 'sale', 'return', 'received', 'damaged', 'counted', 'stolen', 'other'));

-- Beside the stock, so that a sale sees with the same row whether it crosses the level.
ALTER TABLE stock ADD COLUMN reorder_level_milli bigint CHECK (reorder_level_milli >= 0);
CREATE INDEX stock_watched ON stock (store_id, product_id) WHERE reorder_level_milli IS NOT NULL;

CREATE TABLE stock_adjustment (
  -- Made by the client: the key that makes adjusting idempotent, for ever.
  id uuid PRIMARY KEY,
  store_id uuid NOT NULL,
  user_id uuid NOT NULL,
  reason text NOT NULL,
  note text,
  recorded_at timestamptz NOT NULL,
  content_hash bytea NOT NULL,
  -- The answer's JSON, for every replay; null only inside the transaction that makes it.
  answer text
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
