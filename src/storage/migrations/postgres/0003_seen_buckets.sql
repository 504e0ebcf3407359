-- How many devices were last seen in each five minutes (since 1970), by who registered them: what
-- is Active is counted from these, however many devices there are. Those without any are deleted.
-- Every program that notes check-ins has to keep it: one that does not know it has to end first.
CREATE TABLE seen_buckets (
  customer_id   BIGINT NOT NULL,
  bucket        BIGINT NOT NULL,
  registered_by BIGINT NOT NULL,
  devices       BIGINT NOT NULL,
  PRIMARY KEY (customer_id, bucket, registered_by)
) WITH (fillfactor = 50);

INSERT INTO seen_buckets (customer_id, bucket, registered_by, devices)
SELECT c.customer_id, c.last_seen_at / 300000, b.created_by, count(*)
  FROM check_ins c
  JOIN batches b ON b.id = c.registration_id >> 23
 GROUP BY c.customer_id, c.last_seen_at / 300000, b.created_by;
