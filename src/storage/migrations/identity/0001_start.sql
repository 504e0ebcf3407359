-- The directory and the claims, by identity key: keyed BLAKE2b of manufacturer, model and serial
-- number. No transaction spans these tables and those of the organisations.

CREATE TABLE installation (
  name  TEXT NOT NULL PRIMARY KEY,
  value BLOB NOT NULL
) WITHOUT ROWID;

CREATE TABLE directory (
  identity_key  BLOB    NOT NULL PRIMARY KEY,
  supplier_id   INTEGER NOT NULL,
  manufacturer  TEXT    NOT NULL,
  model         TEXT    NOT NULL,
  serial_number TEXT    NOT NULL,
  product_id    TEXT,
  published_at  INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX directory_by_product_id ON directory (product_id) WHERE product_id IS NOT NULL;

-- Lists, searches and hints by serial number. A table and not an index, so that many entries can be
-- added in the order of their serial numbers.
CREATE TABLE directory_serials (
  supplier_id   INTEGER NOT NULL,
  serial_number TEXT    NOT NULL,
  identity_key  BLOB    NOT NULL,
  PRIMARY KEY (supplier_id, serial_number, identity_key)
) WITHOUT ROWID;

CREATE TABLE directory_hashes (
  identity_key  BLOB NOT NULL PRIMARY KEY,
  hardware_hash TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE suppliers (
  supplier_id INTEGER NOT NULL PRIMARY KEY,
  entries     INTEGER NOT NULL
);

CREATE TABLE claims (
  identity_key    BLOB    NOT NULL PRIMARY KEY,
  customer_id     INTEGER NOT NULL,
  registration_id INTEGER NOT NULL,
  claimed_at      INTEGER NOT NULL
) WITHOUT ROWID;
