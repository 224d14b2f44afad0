-- Failed attempts since the last success. No foreign key: an id that belongs to nobody is counted and locked
-- like any other, so that answers do not tell who exists.
CREATE TABLE sign_in_attempts (
  user_id uuid PRIMARY KEY,
  attempts integer NOT NULL,
  last_attempt_at timestamptz NOT NULL
);
CREATE INDEX sign_in_attempts_last_attempt_at ON sign_in_attempts (last_attempt_at);

-- Every attempt to sign in, for the auditor. Rows are only ever added.
CREATE TABLE access_log (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT now(),
  event text NOT NULL CHECK (event IN ('signed-in', 'refused', 'locked-out')),
  user_id uuid NOT NULL,
  register_id uuid NOT NULL,
  address text NOT NULL,
  request_id text NOT NULL
);
CREATE INDEX access_log_at ON access_log (at);
CREATE INDEX access_log_user_id ON access_log (user_id, at);
