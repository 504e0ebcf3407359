-- Work in hand belongs to a process, so that many can share it: what a process that is not alive any
-- more had in hand is anybody's.

CREATE TABLE processes (
  id          INTEGER NOT NULL PRIMARY KEY,
  kind        TEXT    NOT NULL,  -- server, worker
  host        TEXT    NOT NULL,
  started_at  INTEGER NOT NULL,
  alive_until INTEGER NOT NULL   -- renewed while it runs
);

-- What is still to be decided of a batch: ranges of its rows, each taken by one worker at a time.
CREATE TABLE batch_chunks (
  batch_id   INTEGER NOT NULL,
  first_id   INTEGER NOT NULL,
  last_id    INTEGER NOT NULL,
  process_id INTEGER NOT NULL,  -- whose it is; 0: nobody's yet
  PRIMARY KEY (batch_id, first_id)
) WITHOUT ROWID;
-- 2, 3, 5: batches that are not over. What is decided of them is not dealt again.
INSERT INTO batch_chunks (batch_id, first_id, last_id, process_id)
SELECT id, CASE WHEN decided_up_to = 0 THEN id << 23 ELSE decided_up_to + 1 END, (id << 23) | 8388607, 0
  FROM batches
 WHERE state IN (2, 3, 5);

ALTER TABLE batches ADD COLUMN process_id INTEGER NOT NULL DEFAULT 0;  -- that receives it
ALTER TABLE idempotency_keys ADD COLUMN process_id INTEGER NOT NULL DEFAULT 0;  -- that does it

-- Each key of an organisation's records begins with the organisation.
ALTER TABLE registration_inputs ADD COLUMN customer_id INTEGER NOT NULL DEFAULT 0;
UPDATE registration_inputs
   SET customer_id = coalesce((SELECT r.customer_id FROM registrations r WHERE r.id = registration_id), 0);
