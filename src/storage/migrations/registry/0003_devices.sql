-- Devices that speak for themselves.

-- Let one device enrol without a person.
CREATE TABLE enrolment_tokens (
  organisation_id INTEGER NOT NULL,  -- the customer
  id              INTEGER NOT NULL,
  hash            BLOB    NOT NULL,
  name            TEXT    NOT NULL,
  created_by      TEXT    NOT NULL,
  created_at      INTEGER NOT NULL,
  expires_at      INTEGER NOT NULL,
  used_at         INTEGER,
  used_by         INTEGER NOT NULL,  -- the registration; 0: not used
  PRIMARY KEY (organisation_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX enrolment_tokens_by_hash ON enrolment_tokens (organisation_id, hash);

-- The key with which an enrolled device signs.
CREATE TABLE device_keys (
  customer_id     INTEGER NOT NULL,
  registration_id INTEGER NOT NULL,
  public_key      BLOB    NOT NULL,  -- Ed25519
  key_number      INTEGER NOT NULL,  -- of this enrolment
  enrolled_at     INTEGER NOT NULL,
  allowed_again   INTEGER NOT NULL,  -- 1: it may enrol once more
  PRIMARY KEY (customer_id, registration_id)
) WITHOUT ROWID;

-- What a signed check-in is compared with; 0: the device has no key.
ALTER TABLE check_ins ADD COLUMN key_number INTEGER NOT NULL DEFAULT 0;
ALTER TABLE check_ins ADD COLUMN signed_at INTEGER NOT NULL DEFAULT 0;
