-- People, what lets them in, what partners and customers agree on, and the record of every change.

ALTER TABLE organisations ADD COLUMN state INTEGER NOT NULL DEFAULT 1;

CREATE TABLE organisation_settings (
  organisation_id        INTEGER NOT NULL PRIMARY KEY,
  default_group_tag      TEXT    NOT NULL,
  check_in_age_ms        INTEGER NOT NULL,
  notification_addresses TEXT    NOT NULL  -- one a line
);

-- A request has no customer until one accepts it: 0.
CREATE TABLE relationships_2 (
  id                       INTEGER NOT NULL PRIMARY KEY,
  partner_id               INTEGER NOT NULL,
  customer_id              INTEGER NOT NULL,
  state                    INTEGER NOT NULL,
  delegated_administration INTEGER NOT NULL,
  see_all_devices          INTEGER NOT NULL,
  requested_by             TEXT    NOT NULL,
  link_hash                BLOB,
  created_at               INTEGER NOT NULL,
  expires_at               INTEGER,
  decided_at               INTEGER,
  ended_at                 INTEGER
);
INSERT INTO relationships_2
SELECT id, partner_id, customer_id, state, delegated_administration, 0, '', NULL, created_at, NULL,
       created_at, NULL
  FROM relationships;
DROP TABLE relationships;
ALTER TABLE relationships_2 RENAME TO relationships;
-- 2: active. A partner and a customer have one active relationship at most.
CREATE UNIQUE INDEX relationships_active ON relationships (partner_id, customer_id) WHERE state = 2;
CREATE INDEX relationships_by_partner ON relationships (partner_id);
CREATE INDEX relationships_by_customer ON relationships (customer_id);
CREATE UNIQUE INDEX relationships_by_link ON relationships (link_hash) WHERE link_hash IS NOT NULL;

CREATE TABLE people (
  id               INTEGER NOT NULL PRIMARY KEY,
  email            TEXT    NOT NULL,  -- as it was given
  email_key        TEXT    NOT NULL,  -- in lower case: what makes two addresses the same
  name             TEXT    NOT NULL,
  language         TEXT    NOT NULL,  -- BCP 47; empty: as the browser says
  password         TEXT,              -- Argon2id, in libsodium's text form; null: none
  totp_secret      BLOB,              -- null: no second factor
  totp_proposed    BLOB,              -- shown, and not confirmed yet
  totp_last_step   INTEGER NOT NULL,  -- the time step of the last code taken, which is not taken again
  created_at       INTEGER NOT NULL,
  last_signed_in_at INTEGER
);
CREATE UNIQUE INDEX people_by_email ON people (email_key);

CREATE TABLE memberships (
  person_id       INTEGER NOT NULL,
  organisation_id INTEGER NOT NULL,
  role            INTEGER NOT NULL,
  since           INTEGER NOT NULL,
  PRIMARY KEY (person_id, organisation_id)
) WITHOUT ROWID;
CREATE INDEX memberships_by_organisation ON memberships (organisation_id, person_id);

CREATE TABLE recovery_codes (
  person_id INTEGER NOT NULL,
  hash      BLOB    NOT NULL,
  PRIMARY KEY (person_id, hash)
) WITHOUT ROWID;

CREATE TABLE sessions (
  id              INTEGER NOT NULL PRIMARY KEY,
  hash            BLOB    NOT NULL,
  person_id       INTEGER NOT NULL,
  organisation_id INTEGER NOT NULL,  -- for which the person acts; 0: none
  method          TEXT    NOT NULL,  -- password, oidc
  provider_id     INTEGER NOT NULL,  -- the OpenID provider; 0: none
  provider_sid    TEXT    NOT NULL,  -- its `sid`, for back-channel logout
  provider_sub    TEXT    NOT NULL,
  address         TEXT    NOT NULL,
  user_agent      TEXT    NOT NULL,
  created_at      INTEGER NOT NULL,
  last_used_at    INTEGER NOT NULL,
  expires_at      INTEGER NOT NULL
);
CREATE UNIQUE INDEX sessions_by_hash ON sessions (hash);
CREATE INDEX sessions_by_person ON sessions (person_id);
CREATE INDEX sessions_by_provider ON sessions (provider_id, provider_sub) WHERE provider_id <> 0;

-- Failed sign-ins: of an account (its e-mail key) and of an address.
CREATE TABLE sign_in_failures (
  subject     TEXT    NOT NULL PRIMARY KEY,  -- `account:` or `address:` and which
  failures    INTEGER NOT NULL,
  last_failed_at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE one_time_links (
  id              INTEGER NOT NULL PRIMARY KEY,
  hash            BLOB    NOT NULL,
  purpose         INTEGER NOT NULL,
  organisation_id INTEGER NOT NULL,
  role            INTEGER,
  person_id       INTEGER NOT NULL,
  email           TEXT    NOT NULL,
  created_by      TEXT    NOT NULL,
  created_at      INTEGER NOT NULL,
  expires_at      INTEGER NOT NULL,
  used_at         INTEGER
);
CREATE UNIQUE INDEX one_time_links_by_hash ON one_time_links (hash);
CREATE INDEX one_time_links_by_organisation ON one_time_links (organisation_id);

CREATE TABLE identity_providers (
  id              INTEGER NOT NULL PRIMARY KEY,
  name            TEXT    NOT NULL,
  issuer          TEXT    NOT NULL,
  client_id       TEXT    NOT NULL,
  client_secret   TEXT    NOT NULL,
  scopes          TEXT    NOT NULL,  -- one a line
  links_by_email  INTEGER NOT NULL,
  enabled         INTEGER NOT NULL,
  created_at      INTEGER NOT NULL
);
CREATE UNIQUE INDEX identity_providers_by_name ON identity_providers (name);

-- Whoever comes with this value of this claim belongs to the organisation, in this role.
CREATE TABLE identity_provider_rules (
  provider_id     INTEGER NOT NULL,
  position        INTEGER NOT NULL,
  claim           TEXT    NOT NULL,
  value           TEXT    NOT NULL,
  organisation_id INTEGER NOT NULL,
  role            INTEGER NOT NULL,
  PRIMARY KEY (provider_id, organisation_id, position)
) WITHOUT ROWID;

-- Memberships that come from a provider's rules, and go when its rules say so.
CREATE TABLE provider_memberships (
  provider_id     INTEGER NOT NULL,
  person_id       INTEGER NOT NULL,
  organisation_id INTEGER NOT NULL,
  PRIMARY KEY (provider_id, person_id, organisation_id)
) WITHOUT ROWID;
CREATE INDEX provider_memberships_by_organisation
  ON provider_memberships (organisation_id, person_id);

CREATE TABLE provider_accounts (
  provider_id INTEGER NOT NULL,
  subject     TEXT    NOT NULL,
  person_id   INTEGER NOT NULL,
  PRIMARY KEY (provider_id, subject)
) WITHOUT ROWID;
CREATE INDEX provider_accounts_by_person ON provider_accounts (person_id);

-- Sign-ins that are under way at a provider.
CREATE TABLE provider_sign_ins (
  state_hash   BLOB    NOT NULL PRIMARY KEY,
  browser_hash BLOB    NOT NULL,  -- of the cookie of the browser that began it
  provider_id  INTEGER NOT NULL,
  nonce        TEXT    NOT NULL,
  verifier     TEXT    NOT NULL,
  redirect_uri TEXT    NOT NULL,
  address      TEXT    NOT NULL,
  created_at   INTEGER NOT NULL
) WITHOUT ROWID;

-- Logout tokens that were taken, by the hash of their `jti`.
CREATE TABLE provider_logouts (
  provider_id INTEGER NOT NULL,
  token_hash  BLOB    NOT NULL,
  expires_at  INTEGER NOT NULL,
  PRIMARY KEY (provider_id, token_hash)
) WITHOUT ROWID;

CREATE TABLE api_clients (
  id              INTEGER NOT NULL PRIMARY KEY,
  organisation_id INTEGER NOT NULL,
  name            TEXT    NOT NULL,
  secret_hash     BLOB    NOT NULL,
  role            INTEGER NOT NULL,
  scopes          INTEGER NOT NULL,
  created_by      TEXT    NOT NULL,
  created_at      INTEGER NOT NULL,
  expires_at      INTEGER,
  last_used_at    INTEGER,
  revoked_at      INTEGER
);
CREATE INDEX api_clients_by_organisation ON api_clients (organisation_id);

CREATE TABLE device_authorizations (
  device_hash     BLOB    NOT NULL PRIMARY KEY,
  user_code       TEXT    NOT NULL,
  client_name     TEXT    NOT NULL,
  scopes          INTEGER NOT NULL,
  state           INTEGER NOT NULL,  -- 1 waiting, 2 approved, 3 denied, 4 handed out
  person_id       INTEGER NOT NULL,
  organisation_id INTEGER NOT NULL,
  address         TEXT    NOT NULL,
  created_at      INTEGER NOT NULL,
  expires_at      INTEGER NOT NULL,
  last_polled_at  INTEGER,
  interval_s      INTEGER NOT NULL   -- between two polls; grows with each that came too early
) WITHOUT ROWID;
CREATE UNIQUE INDEX device_authorizations_by_user_code ON device_authorizations (user_code);

ALTER TABLE tokens ADD COLUMN role INTEGER NOT NULL DEFAULT 0;  -- 0: the first of the kind
ALTER TABLE tokens ADD COLUMN scopes INTEGER NOT NULL DEFAULT 255;
ALTER TABLE tokens ADD COLUMN person_id INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tokens ADD COLUMN client_id INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tokens ADD COLUMN created_by TEXT NOT NULL DEFAULT '';
-- Those of before may do everything in their organisation, by its kind.
UPDATE tokens
   SET role = (SELECT CASE o.kind WHEN 1 THEN 1 WHEN 2 THEN 3 WHEN 3 THEN 6 ELSE 7 END
                 FROM organisations o WHERE o.id = tokens.organisation_id)
 WHERE organisation_id IN (SELECT id FROM organisations);
CREATE INDEX tokens_by_person ON tokens (person_id) WHERE person_id <> 0;
CREATE INDEX tokens_by_client ON tokens (client_id) WHERE client_id <> 0;

-- Each organisation's entries are a chain of their own: `hash` is made of the entry and of the hash
-- before it. Nothing here is ever changed or deleted.
CREATE TABLE audit_log (
  organisation_id         INTEGER NOT NULL,
  number                  INTEGER NOT NULL,
  at                      INTEGER NOT NULL,
  action                  TEXT    NOT NULL,
  subject                 TEXT    NOT NULL,
  subject_name            TEXT    NOT NULL,
  value_before            TEXT    NOT NULL,
  value_after             TEXT    NOT NULL,
  actor_organisation_id   INTEGER NOT NULL,
  actor_organisation_name TEXT    NOT NULL,
  actor_name              TEXT    NOT NULL,
  actor_person_id         INTEGER NOT NULL,
  actor_token_id          INTEGER NOT NULL,
  address                 TEXT    NOT NULL,
  request_id              TEXT    NOT NULL,
  previous                BLOB    NOT NULL,
  hash                    BLOB    NOT NULL,
  PRIMARY KEY (organisation_id, number)
) WITHOUT ROWID;
CREATE INDEX audit_log_by_time ON audit_log (at, organisation_id, number);
CREATE INDEX audit_log_by_request ON audit_log (request_id, organisation_id, number);
CREATE INDEX audit_log_by_subject ON audit_log (subject, organisation_id, number);

-- What was asked and what became of it, kept for a while so that a request ID leads somewhere.
CREATE TABLE requests (
  organisation_id INTEGER NOT NULL,
  request_id      TEXT    NOT NULL,
  at              INTEGER NOT NULL,
  method          TEXT    NOT NULL,
  path            TEXT    NOT NULL,
  operation       TEXT    NOT NULL,
  status          INTEGER NOT NULL,
  problem         TEXT    NOT NULL,  -- code of the problem that was answered; empty for none
  detail          TEXT    NOT NULL,
  actor_name      TEXT    NOT NULL,
  address         TEXT    NOT NULL,
  duration_us     INTEGER NOT NULL,
  log             TEXT    NOT NULL,  -- its lines of the log
  PRIMARY KEY (organisation_id, request_id)
) WITHOUT ROWID;
CREATE INDEX requests_by_id ON requests (request_id);
CREATE INDEX requests_by_time ON requests (at);
CREATE INDEX batches_by_request ON batches (request_id);

CREATE TABLE webhooks (
  id              INTEGER NOT NULL PRIMARY KEY,
  organisation_id INTEGER NOT NULL,
  url             TEXT    NOT NULL,
  events          TEXT    NOT NULL,  -- one name a line
  secret          TEXT    NOT NULL,
  old_secret      TEXT,              -- signs beside the new one until then
  old_secret_until INTEGER,
  enabled         INTEGER NOT NULL,
  created_at      INTEGER NOT NULL
);
CREATE INDEX webhooks_by_organisation ON webhooks (organisation_id);

-- The outbox: written with the change that it tells of, sent afterwards until it arrives.
CREATE TABLE webhook_deliveries (
  id              INTEGER NOT NULL PRIMARY KEY,
  webhook_id      INTEGER NOT NULL,
  organisation_id INTEGER NOT NULL,
  event           TEXT    NOT NULL,
  body            TEXT    NOT NULL,
  state           INTEGER NOT NULL,  -- 1 waiting, 2 delivered, 3 given up
  attempts        INTEGER NOT NULL,
  next_attempt_at INTEGER NOT NULL,
  last_status     INTEGER,           -- HTTP status of the last answer
  last_error      TEXT    NOT NULL,
  created_at      INTEGER NOT NULL,
  delivered_at    INTEGER
);
CREATE INDEX webhook_deliveries_waiting ON webhook_deliveries (webhook_id, next_attempt_at) WHERE state = 1;
CREATE INDEX webhook_deliveries_by_webhook ON webhook_deliveries (webhook_id, id);
