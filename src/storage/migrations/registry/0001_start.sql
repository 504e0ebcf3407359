-- Everything that belongs to an organisation. Times are milliseconds since 1970, UTC. The numbers
-- of kinds, states and errors are those of the enumerations in src/registry.

CREATE TABLE installation (
  name  TEXT NOT NULL PRIMARY KEY,
  value BLOB NOT NULL
) WITHOUT ROWID;

CREATE TABLE organisations (
  id         INTEGER NOT NULL PRIMARY KEY,
  kind       INTEGER NOT NULL,
  name       TEXT    NOT NULL,
  created_at INTEGER NOT NULL
);
CREATE UNIQUE INDEX organisations_by_name ON organisations (kind, name);

CREATE TABLE relationships (
  id                       INTEGER NOT NULL PRIMARY KEY,
  partner_id               INTEGER NOT NULL,
  customer_id              INTEGER NOT NULL,
  state                    INTEGER NOT NULL,
  delegated_administration INTEGER NOT NULL,
  created_at               INTEGER NOT NULL
);
-- 2: active. A partner and a customer have one active relationship at most.
CREATE UNIQUE INDEX relationships_active ON relationships (partner_id, customer_id) WHERE state = 2;
CREATE INDEX relationships_by_customer ON relationships (customer_id);

CREATE TABLE tokens (
  id              INTEGER NOT NULL PRIMARY KEY,
  organisation_id INTEGER NOT NULL,
  name            TEXT    NOT NULL,
  hash            BLOB    NOT NULL,
  created_at      INTEGER NOT NULL,
  expires_at      INTEGER,
  last_used_at    INTEGER,
  revoked_at      INTEGER
);
CREATE UNIQUE INDEX tokens_by_hash ON tokens (hash);
CREATE INDEX tokens_by_organisation ON tokens (organisation_id);

CREATE TABLE idempotency_keys (
  organisation_id INTEGER NOT NULL,
  key             TEXT    NOT NULL,
  reserved_at     INTEGER NOT NULL,
  fingerprint     BLOB,    -- null while the first request is being done
  status          INTEGER,
  content_type    TEXT,
  location        TEXT,
  body            TEXT,
  PRIMARY KEY (organisation_id, key)
) WITHOUT ROWID;

CREATE TABLE batches (
  id              INTEGER NOT NULL PRIMARY KEY,
  customer_id     INTEGER NOT NULL,
  state           INTEGER NOT NULL,
  order_id        TEXT    NOT NULL,
  purchase_id     TEXT    NOT NULL,
  file_name       TEXT    NOT NULL,
  created_by      INTEGER NOT NULL,
  created_by_name TEXT    NOT NULL,
  token_name      TEXT    NOT NULL,
  request_id      TEXT    NOT NULL,
  retry_of        INTEGER,
  format          TEXT    NOT NULL,
  encoding        TEXT    NOT NULL,
  separator       TEXT    NOT NULL,
  sha256          TEXT    NOT NULL,
  bytes           INTEGER NOT NULL,
  warnings        TEXT    NOT NULL,
  row_count       INTEGER NOT NULL,
  registered      INTEGER NOT NULL,
  failed          INTEGER NOT NULL,
  cancelled       INTEGER NOT NULL,
  decided_up_to   INTEGER NOT NULL,  -- the last registration whose outcome is recorded; 0: none
  accepted_at     INTEGER NOT NULL,
  started_at      INTEGER,
  finished_at     INTEGER
);
CREATE INDEX batches_by_customer ON batches (customer_id);
CREATE INDEX batches_by_order ON batches (customer_id, order_id);
CREATE INDEX batches_by_purchase ON batches (customer_id, purchase_id);
-- 4: finished, 6: cancelled. What the registrar looks for is always few.
CREATE INDEX batches_open ON batches (id) WHERE state NOT IN (4, 6);

CREATE TABLE batch_errors (
  batch_id  INTEGER NOT NULL,
  error     INTEGER NOT NULL,
  row_count INTEGER NOT NULL,
  PRIMARY KEY (batch_id, error)
) WITHOUT ROWID;

-- A registration's id is its batch's id << 23 | its row: a batch is one range of this table, written
-- at its end while the file streams in.
CREATE TABLE registrations (
  id            INTEGER NOT NULL PRIMARY KEY,
  customer_id   INTEGER NOT NULL,
  state         INTEGER NOT NULL,
  changed_at    INTEGER NOT NULL,
  first_row     INTEGER,
  error         INTEGER,
  manufacturer  TEXT NOT NULL,
  model         TEXT NOT NULL,
  serial_number TEXT NOT NULL,
  product_id    TEXT,
  group_tag     TEXT,
  assigned_user TEXT,
  by_product_id INTEGER,
  error_detail  TEXT,
  error_column  TEXT,
  error_value   TEXT
);
-- A pending row (2) is in no index: it is found by its batch, and its entries are made when it is
-- decided. Lists show failed (3), registered (4) and enrolled (5) ones.
CREATE INDEX registrations_by_state ON registrations (customer_id, state) WHERE state <> 2;
-- Searches by serial number in the order of ids go block by block, of 4,096 ids each.
CREATE INDEX registrations_by_block ON registrations (customer_id, state, id >> 12, serial_number)
  WHERE state <> 2;
CREATE INDEX registrations_by_group_tag
  ON registrations (customer_id, group_tag, state, id >> 12, serial_number)
  WHERE group_tag IS NOT NULL AND state <> 2;
CREATE INDEX registrations_by_group_tag_and_serial
  ON registrations (customer_id, group_tag, state, serial_number)
  WHERE group_tag IS NOT NULL AND state <> 2;
-- Removals that a crash cut short.
CREATE INDEX registrations_removing ON registrations (id) WHERE state = 6;

-- Lists and searches by serial number: failed (3), registered (4) and enrolled (5) devices. A table
-- and not an index, so that the rows of a chunk can be added in the order of their serial numbers.
CREATE TABLE device_serials (
  customer_id     INTEGER NOT NULL,
  state           INTEGER NOT NULL,
  serial_number   TEXT    NOT NULL,
  registration_id INTEGER NOT NULL,
  PRIMARY KEY (customer_id, state, serial_number, registration_id)
) WITHOUT ROWID;

-- The blocks of registrations (id >> 12) in which rows are decided, and bounds of their serial
-- numbers: a list passes over those that cannot match. Removals leave the bounds too wide, which is
-- harmless.
CREATE TABLE device_blocks (
  customer_id     INTEGER NOT NULL,
  block           INTEGER NOT NULL,
  least_serial    TEXT    NOT NULL,
  greatest_serial TEXT    NOT NULL,
  PRIMARY KEY (customer_id, block)
) WITHOUT ROWID;

-- The cells as they were given, for every form but the partner form, whose cells are the values.
CREATE TABLE registration_inputs (
  registration_id INTEGER NOT NULL PRIMARY KEY,
  manufacturer    TEXT,
  model           TEXT,
  serial_number   TEXT,
  product_id      TEXT,
  hardware_hash   TEXT,
  group_tag       TEXT,
  assigned_user   TEXT
);

-- By who registered them: a partner may see only its own.
CREATE TABLE device_counts (
  customer_id   INTEGER NOT NULL,
  registered_by INTEGER NOT NULL,
  pending       INTEGER NOT NULL,
  failed        INTEGER NOT NULL,
  registered    INTEGER NOT NULL,
  enrolled      INTEGER NOT NULL,
  PRIMARY KEY (customer_id, registered_by)
) WITHOUT ROWID;

CREATE TABLE check_ins (
  registration_id INTEGER NOT NULL PRIMARY KEY,
  customer_id     INTEGER NOT NULL,
  last_seen_at    INTEGER NOT NULL
);
CREATE INDEX check_ins_by_customer ON check_ins (customer_id, last_seen_at);
