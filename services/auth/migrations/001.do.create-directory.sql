-- Who works where: stores, their registers, the people and the stores they may sign in to.

CREATE TABLE stores (
  id uuid PRIMARY KEY,
  code text NOT NULL UNIQUE,
  name text NOT NULL,
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  locale text NOT NULL,
  time_zone text NOT NULL,
  prices_include_tax boolean NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE registers (
  id uuid PRIMARY KEY,
  store_id uuid NOT NULL REFERENCES stores,
  code text NOT NULL UNIQUE,
  name text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX registers_store_id ON registers (store_id);

CREATE TABLE users (
  id uuid PRIMARY KEY,
  display_name text NOT NULL,
  role text NOT NULL CHECK (role IN ('owner', 'manager', 'cashier', 'auditor')),
  -- argon2id in PHC string format; the pepper is not in the database.
  pin_hash text NOT NULL,
  active boolean NOT NULL DEFAULT true,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE user_stores (
  user_id uuid NOT NULL REFERENCES users,
  store_id uuid NOT NULL REFERENCES stores,
  PRIMARY KEY (user_id, store_id)
);
CREATE INDEX user_stores_store_id ON user_stores (store_id);
