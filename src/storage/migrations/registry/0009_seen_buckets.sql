-- How many devices were last seen in each five minutes (since 1970), by who registered them: what
-- is Active is counted from these, however many devices there are. Those without any are deleted.
CREATE TABLE seen_buckets (
  customer_id   INTEGER NOT NULL,
  bucket        INTEGER NOT NULL,
  registered_by INTEGER NOT NULL,
  devices       INTEGER NOT NULL,
  PRIMARY KEY (customer_id, bucket, registered_by)
) WITHOUT ROWID;

INSERT INTO seen_buckets (customer_id, bucket, registered_by, devices)
SELECT c.customer_id, c.last_seen_at / 300000, b.created_by, count(*)
  FROM check_ins c
  JOIN batches b ON b.id = c.registration_id >> 23
 GROUP BY c.customer_id, c.last_seen_at / 300000, b.created_by;
