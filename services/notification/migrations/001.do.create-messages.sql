-- Messages to send and what became of them. `dedup_key` makes one message of an event that arrives twice.

CREATE TABLE messages (
  id uuid PRIMARY KEY,
  store_id uuid NOT NULL,
  channel text NOT NULL CHECK (channel IN ('email', 'webhook')),
  template text NOT NULL,
  recipient text NOT NULL,
  data jsonb NOT NULL,
  dedup_key text NOT NULL UNIQUE,
  status text NOT NULL DEFAULT 'queued' CHECK (status IN ('queued', 'sent', 'dead')),
  next_attempt_at timestamptz NOT NULL DEFAULT now(),
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX messages_queue ON messages (next_attempt_at) WHERE status = 'queued';

CREATE TABLE deliveries (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  message_id uuid NOT NULL REFERENCES messages,
  at timestamptz NOT NULL DEFAULT now(),
  succeeded boolean NOT NULL,
  -- The receiver's answer, shortened.
  detail text
);
CREATE INDEX deliveries_message_id ON deliveries (message_id);
