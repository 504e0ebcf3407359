-- What became of devices, without making any row of them larger.

-- When rows were decided: one row for each chunk of a batch.
CREATE TABLE batch_decisions (
  batch_id           INTEGER NOT NULL,
  last_registration  INTEGER NOT NULL,
  first_registration INTEGER NOT NULL,
  decided_at         INTEGER NOT NULL,
  PRIMARY KEY (batch_id, last_registration)
) WITHOUT ROWID;

-- The batch that speaks for a row that was tried again.
CREATE INDEX batches_by_retried ON batches (retry_of) WHERE retry_of IS NOT NULL;

-- What happened on each day (of UTC, since 1970-01-01), by who registered the devices. Written with
-- device_counts, which it adds up to.
CREATE TABLE device_days (
  customer_id        INTEGER NOT NULL,
  registered_by      INTEGER NOT NULL,
  day                INTEGER NOT NULL,
  accepted           INTEGER NOT NULL,
  registered         INTEGER NOT NULL,
  failed             INTEGER NOT NULL,
  cancelled          INTEGER NOT NULL,
  retried            INTEGER NOT NULL,
  enrolled           INTEGER NOT NULL,
  removed_failed     INTEGER NOT NULL,
  removed_registered INTEGER NOT NULL,
  removed_enrolled   INTEGER NOT NULL,
  seen               INTEGER NOT NULL,  -- devices, however often each was
  PRIMARY KEY (customer_id, registered_by, day)
) WITHOUT ROWID;

-- The days on which the device was seen, as bits: 1 << 30 is the day of last_seen_at, each lower bit
-- the day before. The highest is always set, so the value never changes its size.
ALTER TABLE check_ins ADD COLUMN seen_days INTEGER NOT NULL DEFAULT 1073741824;
