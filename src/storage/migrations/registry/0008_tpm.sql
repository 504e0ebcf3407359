-- 1: a device enrols only with a key in the TPM that its hardware hash names.
ALTER TABLE organisation_settings ADD COLUMN require_tpm INTEGER NOT NULL DEFAULT 0;

-- What a device that says that its key is in a TPM has to answer; the last question alone counts.
CREATE TABLE tpm_challenges (
  customer_id     INTEGER NOT NULL,
  registration_id INTEGER NOT NULL,
  secret_hash     BLOB    NOT NULL,  -- SHA-256
  public_key      BLOB    NOT NULL,  -- the key that the answer proves
  expires_at      INTEGER NOT NULL,
  PRIMARY KEY (customer_id, registration_id)
) WITHOUT ROWID;
