-- Everything of an installation. Times are milliseconds since 1970, UTC; the numbers of kinds, states
-- and errors are those of the enumerations in src/registry; texts compare by their bytes.
--
-- The tables are in groups, so that a distributed PostgreSQL takes them as they are (docs/scale.md):
--   1. by identity key: directory, directory_hashes, claims. No transaction spans these and others.
--   2. by organisation, of which there is much: each key begins with the organisation.
--   3. the rest is small and is had everywhere: organisations, people, what lets them in, batches.

-- 1. By identity key: keyed BLAKE2b of manufacturer, model and serial number. ----------------------

CREATE TABLE directory (
  supplier_id   BIGINT NOT NULL,
  published_at  BIGINT NOT NULL,
  identity_key  BYTEA  NOT NULL PRIMARY KEY,
  manufacturer  TEXT COLLATE "C"   NOT NULL,
  model         TEXT COLLATE "C"   NOT NULL,
  serial_number TEXT COLLATE "C"   NOT NULL,
  product_id    TEXT COLLATE "C"
);
CREATE INDEX directory_by_serial ON directory (supplier_id, serial_number, identity_key);
CREATE INDEX directory_by_product_id ON directory (product_id) WHERE product_id IS NOT NULL;

-- SQLite keeps this as a table of its own; here it is the index above, which keeps itself.
CREATE VIEW directory_serials AS SELECT supplier_id, serial_number, identity_key FROM directory;
CREATE RULE directory_serials_kept_by_index AS ON DELETE TO directory_serials DO INSTEAD NOTHING;

CREATE TABLE directory_hashes (
  identity_key  BYTEA NOT NULL PRIMARY KEY,
  hardware_hash TEXT COLLATE "C"  NOT NULL
);

CREATE TABLE claims (
  customer_id     BIGINT NOT NULL,
  registration_id BIGINT NOT NULL,
  claimed_at      BIGINT NOT NULL,
  identity_key    BYTEA  NOT NULL PRIMARY KEY
);

CREATE TABLE suppliers (
  supplier_id BIGINT NOT NULL PRIMARY KEY,
  entries     BIGINT NOT NULL
);

-- 2. By organisation. ------------------------------------------------------------------------------

-- A registration's id is its batch's id << 23 | its row. A pending row (2) is in no index but the
-- key: its entries are made when it is decided. Lists show failed (3), registered (4), enrolled (5).
CREATE TABLE registrations (
  customer_id   BIGINT  NOT NULL,
  id            BIGINT  NOT NULL,
  changed_at    BIGINT  NOT NULL,
  state         INTEGER NOT NULL,
  first_row     INTEGER,
  error         INTEGER,
  by_product_id INTEGER,
  manufacturer  TEXT COLLATE "C"    NOT NULL,
  model         TEXT COLLATE "C"    NOT NULL,
  serial_number TEXT COLLATE "C"    NOT NULL,
  product_id    TEXT COLLATE "C",
  group_tag     TEXT COLLATE "C",
  assigned_user TEXT COLLATE "C",
  error_detail  TEXT COLLATE "C",
  error_column  TEXT COLLATE "C",
  error_value   TEXT COLLATE "C",
  PRIMARY KEY (customer_id, id)
);
CREATE INDEX registrations_by_state ON registrations (customer_id, state, id) WHERE state <> 2;
CREATE INDEX registrations_by_serial ON registrations (customer_id, state, serial_number, id)
  WHERE state <> 2;
CREATE INDEX registrations_by_group_tag ON registrations (customer_id, group_tag, state, id)
  WHERE group_tag IS NOT NULL AND state <> 2;
CREATE INDEX registrations_by_group_tag_and_serial
  ON registrations (customer_id, group_tag, state, serial_number)
  WHERE group_tag IS NOT NULL AND state <> 2;
-- Removals that a crash cut short.
CREATE INDEX registrations_removing ON registrations (customer_id, id) WHERE state = 6;

-- As with directory_serials: registrations_by_serial keeps it.
CREATE VIEW device_serials AS
  SELECT customer_id, state, serial_number, id AS registration_id
    FROM registrations
   WHERE state IN (3, 4, 5) AND state <> 2;
CREATE RULE device_serials_listed_by_index AS ON INSERT TO device_serials DO INSTEAD NOTHING;
CREATE RULE device_serials_unlisted_by_index AS ON DELETE TO device_serials DO INSTEAD NOTHING;

-- The cells as they were given, for every form but the partner form, whose cells are the values.
CREATE TABLE registration_inputs (
  customer_id     BIGINT NOT NULL,
  registration_id BIGINT NOT NULL,
  manufacturer    TEXT COLLATE "C",
  model           TEXT COLLATE "C",
  serial_number   TEXT COLLATE "C",
  product_id      TEXT COLLATE "C",
  hardware_hash   TEXT COLLATE "C",
  group_tag       TEXT COLLATE "C",
  assigned_user   TEXT COLLATE "C",
  PRIMARY KEY (customer_id, registration_id)
);

-- Bounds of the serial numbers of each block of registrations (id >> 12).
CREATE TABLE device_blocks (
  customer_id     BIGINT NOT NULL,
  block           BIGINT NOT NULL,
  least_serial    TEXT COLLATE "C"   NOT NULL,
  greatest_serial TEXT COLLATE "C"   NOT NULL,
  PRIMARY KEY (customer_id, block)
);

CREATE TABLE device_counts (
  customer_id   BIGINT NOT NULL,
  registered_by BIGINT NOT NULL,
  pending       BIGINT NOT NULL,
  failed        BIGINT NOT NULL,
  registered    BIGINT NOT NULL,
  enrolled      BIGINT NOT NULL,
  PRIMARY KEY (customer_id, registered_by)
) WITH (fillfactor = 50);

-- What happened on each day (of UTC, since 1970-01-01), by who registered the devices.
CREATE TABLE device_days (
  customer_id        BIGINT NOT NULL,
  registered_by      BIGINT NOT NULL,
  day                BIGINT NOT NULL,
  accepted           BIGINT NOT NULL,
  registered         BIGINT NOT NULL,
  failed             BIGINT NOT NULL,
  cancelled          BIGINT NOT NULL,
  retried            BIGINT NOT NULL,
  enrolled           BIGINT NOT NULL,
  removed_failed     BIGINT NOT NULL,
  removed_registered BIGINT NOT NULL,
  removed_enrolled   BIGINT NOT NULL,
  seen               BIGINT NOT NULL,
  PRIMARY KEY (customer_id, registered_by, day)
) WITH (fillfactor = 50);

CREATE TABLE check_ins (
  customer_id     BIGINT NOT NULL,
  registration_id BIGINT NOT NULL,
  last_seen_at    BIGINT NOT NULL,
  key_number      BIGINT NOT NULL DEFAULT 0,
  signed_at       BIGINT NOT NULL DEFAULT 0,
  -- The days on which it was seen, as bits: 1 << 30 is the day of last_seen_at, each lower bit the
  -- day before.
  seen_days       BIGINT NOT NULL DEFAULT 1073741824,
  PRIMARY KEY (customer_id, registration_id)
);
CREATE INDEX check_ins_by_customer ON check_ins (customer_id, last_seen_at);

CREATE TABLE device_keys (
  customer_id     BIGINT  NOT NULL,
  registration_id BIGINT  NOT NULL,
  key_number      BIGINT  NOT NULL,
  enrolled_at     BIGINT  NOT NULL,
  allowed_again   INTEGER NOT NULL,
  public_key      BYTEA   NOT NULL,
  PRIMARY KEY (customer_id, registration_id)
);

CREATE TABLE enrolment_tokens (
  organisation_id BIGINT NOT NULL,
  id              BIGINT NOT NULL,
  hash            BYTEA  NOT NULL,
  name            TEXT COLLATE "C"   NOT NULL,
  created_by      TEXT COLLATE "C"   NOT NULL,
  created_at      BIGINT NOT NULL,
  expires_at      BIGINT NOT NULL,
  used_at         BIGINT,
  used_by         BIGINT NOT NULL,
  PRIMARY KEY (organisation_id, id)
);
CREATE UNIQUE INDEX enrolment_tokens_by_hash ON enrolment_tokens (organisation_id, hash);

CREATE TABLE audit_log (
  organisation_id         BIGINT NOT NULL,
  number                  BIGINT NOT NULL,
  at                      BIGINT NOT NULL,
  action                  TEXT COLLATE "C"   NOT NULL,
  subject                 TEXT COLLATE "C"   NOT NULL,
  subject_name            TEXT COLLATE "C"   NOT NULL,
  value_before            TEXT COLLATE "C"   NOT NULL,
  value_after             TEXT COLLATE "C"   NOT NULL,
  actor_organisation_id   BIGINT NOT NULL,
  actor_organisation_name TEXT COLLATE "C"   NOT NULL,
  actor_name              TEXT COLLATE "C"   NOT NULL,
  actor_person_id         BIGINT NOT NULL,
  actor_token_id          BIGINT NOT NULL,
  address                 TEXT COLLATE "C"   NOT NULL,
  request_id              TEXT COLLATE "C"   NOT NULL,
  previous                BYTEA  NOT NULL,
  hash                    BYTEA  NOT NULL,
  PRIMARY KEY (organisation_id, number)
);
CREATE INDEX audit_log_by_time ON audit_log (at, organisation_id, number);
CREATE INDEX audit_log_by_request ON audit_log (request_id, organisation_id, number);
CREATE INDEX audit_log_by_subject ON audit_log (subject, organisation_id, number);

CREATE TABLE requests (
  organisation_id BIGINT  NOT NULL,
  at              BIGINT  NOT NULL,
  duration_us     BIGINT  NOT NULL,
  status          INTEGER NOT NULL,
  request_id      TEXT COLLATE "C"    NOT NULL,
  method          TEXT COLLATE "C"    NOT NULL,
  path            TEXT COLLATE "C"    NOT NULL,
  operation       TEXT COLLATE "C"    NOT NULL,
  problem         TEXT COLLATE "C"    NOT NULL,
  detail          TEXT COLLATE "C"    NOT NULL,
  actor_name      TEXT COLLATE "C"    NOT NULL,
  address         TEXT COLLATE "C"    NOT NULL,
  log             TEXT COLLATE "C"    NOT NULL,
  PRIMARY KEY (organisation_id, request_id)
);
CREATE INDEX requests_by_id ON requests (request_id);
CREATE INDEX requests_by_time ON requests (at);

CREATE TABLE idempotency_keys (
  organisation_id BIGINT NOT NULL,
  key             TEXT COLLATE "C"   NOT NULL,
  reserved_at     BIGINT NOT NULL,
  process_id      BIGINT NOT NULL,
  fingerprint     BYTEA,
  status          INTEGER,
  content_type    TEXT COLLATE "C",
  location        TEXT COLLATE "C",
  body            TEXT COLLATE "C",
  PRIMARY KEY (organisation_id, key)
);

CREATE TABLE webhooks (
  organisation_id  BIGINT  NOT NULL,
  id               BIGINT  NOT NULL,
  url              TEXT COLLATE "C"    NOT NULL,
  events           TEXT COLLATE "C"    NOT NULL,
  secret           TEXT COLLATE "C"    NOT NULL,
  old_secret       TEXT COLLATE "C",
  old_secret_until BIGINT,
  enabled          INTEGER NOT NULL,
  created_at       BIGINT  NOT NULL,
  PRIMARY KEY (organisation_id, id)
);

CREATE TABLE webhook_deliveries (
  organisation_id BIGINT  NOT NULL,
  id              BIGINT  NOT NULL,
  webhook_id      BIGINT  NOT NULL,
  next_attempt_at BIGINT  NOT NULL,
  created_at      BIGINT  NOT NULL,
  delivered_at    BIGINT,
  attempts        BIGINT  NOT NULL,
  state           INTEGER NOT NULL,
  last_status     INTEGER,
  event           TEXT COLLATE "C"    NOT NULL,
  body            TEXT COLLATE "C"    NOT NULL,
  last_error      TEXT COLLATE "C"    NOT NULL,
  PRIMARY KEY (organisation_id, id)
);
CREATE INDEX webhook_deliveries_waiting ON webhook_deliveries (webhook_id, next_attempt_at)
  WHERE state = 1;
CREATE INDEX webhook_deliveries_by_webhook ON webhook_deliveries (organisation_id, webhook_id, id);

-- 3. Small, and had everywhere. --------------------------------------------------------------------

CREATE TABLE installation (
  name  TEXT COLLATE "C"  NOT NULL PRIMARY KEY,
  value BYTEA NOT NULL
);

-- Processes that serve or decide. What one of them has in hand is another's when it is not alive.
CREATE TABLE processes (
  id          BIGINT NOT NULL PRIMARY KEY,
  kind        TEXT COLLATE "C"   NOT NULL,
  host        TEXT COLLATE "C"   NOT NULL,
  started_at  BIGINT NOT NULL,
  alive_until BIGINT NOT NULL
);

CREATE TABLE organisations (
  id         BIGINT  NOT NULL PRIMARY KEY,
  kind       INTEGER NOT NULL,
  name       TEXT COLLATE "C"    NOT NULL,
  created_at BIGINT  NOT NULL,
  state      INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX organisations_by_name ON organisations (kind, name);

CREATE TABLE organisation_settings (
  organisation_id        BIGINT  NOT NULL PRIMARY KEY,
  default_group_tag      TEXT COLLATE "C"    NOT NULL,
  check_in_age_ms        BIGINT  NOT NULL,
  notification_addresses TEXT COLLATE "C"    NOT NULL,
  hardware_hash_alone    INTEGER NOT NULL DEFAULT 0,
  hash_approver          INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE relationships (
  id                       BIGINT  NOT NULL PRIMARY KEY,
  partner_id               BIGINT  NOT NULL,
  customer_id              BIGINT  NOT NULL,
  state                    INTEGER NOT NULL,
  delegated_administration INTEGER NOT NULL,
  see_all_devices          INTEGER NOT NULL,
  requested_by             TEXT COLLATE "C"    NOT NULL,
  link_hash                BYTEA,
  created_at               BIGINT  NOT NULL,
  expires_at               BIGINT,
  decided_at               BIGINT,
  ended_at                 BIGINT
);
CREATE UNIQUE INDEX relationships_active ON relationships (partner_id, customer_id) WHERE state = 2;
CREATE INDEX relationships_by_partner ON relationships (partner_id);
CREATE INDEX relationships_by_customer ON relationships (customer_id);
CREATE UNIQUE INDEX relationships_by_link ON relationships (link_hash) WHERE link_hash IS NOT NULL;

CREATE TABLE batches (
  id              BIGINT  NOT NULL PRIMARY KEY,
  customer_id     BIGINT  NOT NULL,
  created_by      BIGINT  NOT NULL,
  retry_of        BIGINT,
  bytes           BIGINT  NOT NULL,
  row_count       BIGINT  NOT NULL,
  registered      BIGINT  NOT NULL,
  failed          BIGINT  NOT NULL,
  cancelled       BIGINT  NOT NULL,
  decided_up_to   BIGINT  NOT NULL,
  process_id      BIGINT  NOT NULL,
  accepted_at     BIGINT  NOT NULL,
  started_at      BIGINT,
  finished_at     BIGINT,
  approved        INTEGER NOT NULL DEFAULT 0,
  state           INTEGER NOT NULL,
  order_id        TEXT COLLATE "C"    NOT NULL,
  purchase_id     TEXT COLLATE "C"    NOT NULL,
  file_name       TEXT COLLATE "C"    NOT NULL,
  created_by_name TEXT COLLATE "C"    NOT NULL,
  token_name      TEXT COLLATE "C"    NOT NULL,
  request_id      TEXT COLLATE "C"    NOT NULL,
  format          TEXT COLLATE "C"    NOT NULL,
  encoding        TEXT COLLATE "C"    NOT NULL,
  separator       TEXT COLLATE "C"    NOT NULL,
  sha256          TEXT COLLATE "C"    NOT NULL,
  warnings        TEXT COLLATE "C"    NOT NULL
);
CREATE INDEX batches_by_customer ON batches (customer_id, id);
CREATE INDEX batches_by_order ON batches (customer_id, order_id);
CREATE INDEX batches_by_purchase ON batches (customer_id, purchase_id);
CREATE INDEX batches_open ON batches (id) WHERE state NOT IN (4, 6);
CREATE INDEX batches_by_request ON batches (request_id);
CREATE INDEX batches_by_retried ON batches (retry_of) WHERE retry_of IS NOT NULL;

-- What is still to be decided of a batch: ranges of its rows, each taken by one worker at a time.
CREATE TABLE batch_chunks (
  batch_id   BIGINT NOT NULL,
  first_id   BIGINT NOT NULL,
  last_id    BIGINT NOT NULL,
  process_id BIGINT NOT NULL,
  PRIMARY KEY (batch_id, first_id)
);

-- When rows were decided: one row for each chunk.
CREATE TABLE batch_decisions (
  batch_id           BIGINT NOT NULL,
  last_registration  BIGINT NOT NULL,
  first_registration BIGINT NOT NULL,
  decided_at         BIGINT NOT NULL,
  PRIMARY KEY (batch_id, last_registration)
);

CREATE TABLE batch_errors (
  batch_id  BIGINT  NOT NULL,
  row_count BIGINT  NOT NULL,
  error     INTEGER NOT NULL,
  PRIMARY KEY (batch_id, error)
);

CREATE TABLE tokens (
  id              BIGINT  NOT NULL PRIMARY KEY,
  organisation_id BIGINT  NOT NULL,
  person_id       BIGINT  NOT NULL DEFAULT 0,
  client_id       BIGINT  NOT NULL DEFAULT 0,
  scopes          BIGINT  NOT NULL DEFAULT 255,
  created_at      BIGINT  NOT NULL,
  expires_at      BIGINT,
  last_used_at    BIGINT,
  revoked_at      BIGINT,
  role            INTEGER NOT NULL DEFAULT 0,
  name            TEXT COLLATE "C"    NOT NULL,
  created_by      TEXT COLLATE "C"    NOT NULL DEFAULT '',
  hash            BYTEA   NOT NULL
);
CREATE UNIQUE INDEX tokens_by_hash ON tokens (hash);
CREATE INDEX tokens_by_organisation ON tokens (organisation_id);
CREATE INDEX tokens_by_person ON tokens (person_id) WHERE person_id <> 0;
CREATE INDEX tokens_by_client ON tokens (client_id) WHERE client_id <> 0;

CREATE TABLE people (
  id                BIGINT NOT NULL PRIMARY KEY,
  totp_last_step    BIGINT NOT NULL,
  created_at        BIGINT NOT NULL,
  last_signed_in_at BIGINT,
  email             TEXT COLLATE "C"   NOT NULL,
  email_key         TEXT COLLATE "C"   NOT NULL,
  name              TEXT COLLATE "C"   NOT NULL,
  language          TEXT COLLATE "C"   NOT NULL,
  password          TEXT COLLATE "C",
  totp_secret       BYTEA,
  totp_proposed     BYTEA
);
CREATE UNIQUE INDEX people_by_email ON people (email_key);

CREATE TABLE memberships (
  person_id       BIGINT  NOT NULL,
  organisation_id BIGINT  NOT NULL,
  since           BIGINT  NOT NULL,
  role            INTEGER NOT NULL,
  PRIMARY KEY (person_id, organisation_id)
);
CREATE INDEX memberships_by_organisation ON memberships (organisation_id, person_id);

CREATE TABLE recovery_codes (
  person_id BIGINT NOT NULL,
  hash      BYTEA  NOT NULL,
  PRIMARY KEY (person_id, hash)
);

CREATE TABLE sessions (
  id              BIGINT NOT NULL PRIMARY KEY,
  person_id       BIGINT NOT NULL,
  organisation_id BIGINT NOT NULL,
  provider_id     BIGINT NOT NULL,
  created_at      BIGINT NOT NULL,
  last_used_at    BIGINT NOT NULL,
  expires_at      BIGINT NOT NULL,
  hash            BYTEA  NOT NULL,
  method          TEXT COLLATE "C"   NOT NULL,
  provider_sid    TEXT COLLATE "C"   NOT NULL,
  provider_sub    TEXT COLLATE "C"   NOT NULL,
  address         TEXT COLLATE "C"   NOT NULL,
  user_agent      TEXT COLLATE "C"   NOT NULL
);
CREATE UNIQUE INDEX sessions_by_hash ON sessions (hash);
CREATE INDEX sessions_by_person ON sessions (person_id);
CREATE INDEX sessions_by_provider ON sessions (provider_id, provider_sub) WHERE provider_id <> 0;

CREATE TABLE sign_in_failures (
  subject        TEXT COLLATE "C"   NOT NULL PRIMARY KEY,
  failures       BIGINT NOT NULL,
  last_failed_at BIGINT NOT NULL
);

CREATE TABLE one_time_links (
  id              BIGINT  NOT NULL PRIMARY KEY,
  organisation_id BIGINT  NOT NULL,
  person_id       BIGINT  NOT NULL,
  created_at      BIGINT  NOT NULL,
  expires_at      BIGINT  NOT NULL,
  used_at         BIGINT,
  purpose         INTEGER NOT NULL,
  role            INTEGER,
  hash            BYTEA   NOT NULL,
  email           TEXT COLLATE "C"    NOT NULL,
  created_by      TEXT COLLATE "C"    NOT NULL
);
CREATE UNIQUE INDEX one_time_links_by_hash ON one_time_links (hash);
CREATE INDEX one_time_links_by_organisation ON one_time_links (organisation_id);

CREATE TABLE identity_providers (
  id             BIGINT  NOT NULL PRIMARY KEY,
  created_at     BIGINT  NOT NULL,
  links_by_email INTEGER NOT NULL,
  enabled        INTEGER NOT NULL,
  name           TEXT COLLATE "C"    NOT NULL,
  issuer         TEXT COLLATE "C"    NOT NULL,
  client_id      TEXT COLLATE "C"    NOT NULL,
  client_secret  TEXT COLLATE "C"    NOT NULL,
  scopes         TEXT COLLATE "C"    NOT NULL
);
CREATE UNIQUE INDEX identity_providers_by_name ON identity_providers (name);

CREATE TABLE identity_provider_rules (
  provider_id     BIGINT  NOT NULL,
  organisation_id BIGINT  NOT NULL,
  position        INTEGER NOT NULL,
  role            INTEGER NOT NULL,
  claim           TEXT COLLATE "C"    NOT NULL,
  value           TEXT COLLATE "C"    NOT NULL,
  PRIMARY KEY (provider_id, organisation_id, position)
);

CREATE TABLE provider_memberships (
  provider_id     BIGINT NOT NULL,
  person_id       BIGINT NOT NULL,
  organisation_id BIGINT NOT NULL,
  PRIMARY KEY (provider_id, person_id, organisation_id)
);
CREATE INDEX provider_memberships_by_organisation
  ON provider_memberships (organisation_id, person_id);

CREATE TABLE provider_accounts (
  provider_id BIGINT NOT NULL,
  subject     TEXT COLLATE "C"   NOT NULL,
  person_id   BIGINT NOT NULL,
  PRIMARY KEY (provider_id, subject)
);
CREATE INDEX provider_accounts_by_person ON provider_accounts (person_id);

CREATE TABLE provider_sign_ins (
  provider_id  BIGINT NOT NULL,
  created_at   BIGINT NOT NULL,
  state_hash   BYTEA  NOT NULL PRIMARY KEY,
  browser_hash BYTEA  NOT NULL,
  nonce        TEXT COLLATE "C"   NOT NULL,
  verifier     TEXT COLLATE "C"   NOT NULL,
  redirect_uri TEXT COLLATE "C"   NOT NULL,
  address      TEXT COLLATE "C"   NOT NULL
);

CREATE TABLE provider_logouts (
  provider_id BIGINT NOT NULL,
  expires_at  BIGINT NOT NULL,
  token_hash  BYTEA  NOT NULL,
  PRIMARY KEY (provider_id, token_hash)
);

CREATE TABLE api_clients (
  id              BIGINT  NOT NULL PRIMARY KEY,
  organisation_id BIGINT  NOT NULL,
  scopes          BIGINT  NOT NULL,
  created_at      BIGINT  NOT NULL,
  expires_at      BIGINT,
  last_used_at    BIGINT,
  revoked_at      BIGINT,
  role            INTEGER NOT NULL,
  name            TEXT COLLATE "C"    NOT NULL,
  created_by      TEXT COLLATE "C"    NOT NULL,
  secret_hash     BYTEA   NOT NULL
);
CREATE INDEX api_clients_by_organisation ON api_clients (organisation_id);

CREATE TABLE device_authorizations (
  person_id       BIGINT  NOT NULL,
  organisation_id BIGINT  NOT NULL,
  scopes          BIGINT  NOT NULL,
  created_at      BIGINT  NOT NULL,
  expires_at      BIGINT  NOT NULL,
  last_polled_at  BIGINT,
  interval_s      BIGINT  NOT NULL,
  state           INTEGER NOT NULL,
  device_hash     BYTEA   NOT NULL PRIMARY KEY,
  user_code       TEXT COLLATE "C"    NOT NULL,
  client_name     TEXT COLLATE "C"    NOT NULL,
  address         TEXT COLLATE "C"    NOT NULL
);
CREATE UNIQUE INDEX device_authorizations_by_user_code ON device_authorizations (user_code);
