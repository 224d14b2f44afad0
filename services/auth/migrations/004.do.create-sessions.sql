-- Devices that are registers, sessions that are renewed, e-mail addresses and passwords, a wider access log,
-- and events of all that others keep of it.

ALTER TABLE registers ADD COLUMN revision integer NOT NULL DEFAULT 1;

ALTER TABLE users
  ALTER COLUMN pin_hash DROP NOT NULL,
  -- Lower case: addresses that differ in case alone are one person's.
  ADD COLUMN email text UNIQUE CHECK (email = lower(email)),
  ADD COLUMN password_hash text,
  ADD COLUMN last_sign_in_at timestamptz,
  ADD COLUMN revision integer NOT NULL DEFAULT 1;

-- Browsers that were enrolled as a register. Only the demo shop has several at a time for one register.
CREATE TABLE devices (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  register_id uuid NOT NULL REFERENCES registers,
  -- SHA-256: the token has 256 random bits, so nothing slower is needed.
  token_hash bytea NOT NULL UNIQUE,
  enrolled_at timestamptz NOT NULL DEFAULT now(),
  last_sign_in_at timestamptz,
  revoked_at timestamptz
);
CREATE INDEX devices_register_id ON devices (register_id) WHERE revoked_at IS NULL;

CREATE TABLE enrolment_codes (
  -- HMAC under the pepper: a code is short enough to be guessed from a plain hash.
  code_hash bytea PRIMARY KEY,
  register_id uuid NOT NULL REFERENCES registers,
  created_by uuid NOT NULL REFERENCES users,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  used_at timestamptz
);
CREATE INDEX enrolment_codes_register_id ON enrolment_codes (register_id);

-- One row per sign-in. Its refresh token is made anew at each refresh from `secret` and `generation`.
CREATE TABLE sessions (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL REFERENCES users,
  store_id uuid NOT NULL REFERENCES stores,
  -- Null in the back office.
  register_id uuid REFERENCES registers,
  device_id uuid REFERENCES devices,
  secret bytea NOT NULL,
  generation integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  refreshed_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  ended_at timestamptz,
  end_reason text
);
CREATE INDEX sessions_user_id ON sessions (user_id) WHERE ended_at IS NULL;
CREATE INDEX sessions_register_id ON sessions (register_id) WHERE ended_at IS NULL;
CREATE INDEX sessions_expires_at ON sessions (expires_at);

-- What may stand in `event` is decided by the contract (accessEvents).
ALTER TABLE access_log
  DROP CONSTRAINT access_log_event_check,
  ALTER COLUMN user_id DROP NOT NULL,
  ALTER COLUMN register_id DROP NOT NULL,
  ADD COLUMN actor_id uuid,
  ADD COLUMN store_id uuid,
  ADD COLUMN detail text;
UPDATE access_log SET actor_id = user_id WHERE event = 'signed-in';
UPDATE access_log SET store_id = registers.store_id FROM registers WHERE registers.id = access_log.register_id;
CREATE INDEX access_log_actor_id ON access_log (actor_id, id);
CREATE INDEX access_log_event ON access_log (event, id);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON access_log
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Events on their way to Redis; see @cloudpos/kit/events/outbox.ts.
CREATE TABLE outbox (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  event text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  sent_at timestamptz,
  -- Id of the stream's entry (milliseconds-sequence), once sent.
  entry_ms bigint,
  entry_sequence bigint
);
CREATE INDEX outbox_unsent ON outbox (id) WHERE sent_at IS NULL;
CREATE TABLE outbox_position (
  stream text PRIMARY KEY,
  entry_ms bigint NOT NULL DEFAULT 0,
  entry_sequence bigint NOT NULL DEFAULT 0
);

-- Stores, registers and people as the API and the events show them.
CREATE VIEW store_document AS
  SELECT id, json_build_object(
    'id', id, 'code', code, 'name', name, 'currency', currency, 'locale', locale, 'timeZone', time_zone,
    'pricesIncludeTax', prices_include_tax, 'cashRoundingMinor', cash_rounding_minor,
    'receiptHeader', receipt_header, 'receiptFooter', receipt_footer, 'revision', revision) AS document
  FROM stores;
CREATE VIEW register_document AS
  SELECT id, json_build_object(
    'id', id, 'storeId', store_id, 'code', code, 'name', name,
    'enrolled', EXISTS (SELECT FROM devices WHERE register_id = registers.id AND revoked_at IS NULL)) AS document
  FROM registers;
CREATE VIEW staff_document AS
  SELECT id, json_build_object('id', id, 'displayName', display_name, 'role', role) AS document FROM users;

-- An event of @cloudpos/contracts: `fields` beside what every event has.
CREATE FUNCTION announce(type text, store_id uuid, fields json) RETURNS void LANGUAGE sql
BEGIN ATOMIC
  INSERT INTO outbox (event)
    SELECT (jsonb_build_object(
      'id', gen_random_uuid(), 'type', type, 'version', 1, 'storeId', store_id,
      'occurredAt', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) || fields::jsonb)::text;
END;

-- What was here before anybody was told of it.
SELECT announce('store.changed', id, json_build_object('revision', revision, 'store', document))
  FROM stores JOIN store_document USING (id);
SELECT announce('register.changed', store_id, json_build_object('revision', revision, 'register', document))
  FROM registers JOIN register_document USING (id);
SELECT announce('staff.changed', (SELECT store_id FROM user_stores WHERE user_id = users.id ORDER BY 1 LIMIT 1),
    json_build_object('revision', revision, 'staff', document))
  FROM users JOIN staff_document USING (id)
  WHERE EXISTS (SELECT FROM user_stores WHERE user_id = users.id);
