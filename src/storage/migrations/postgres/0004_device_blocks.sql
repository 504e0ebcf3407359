-- programs since 0003 go on: they find by group tag more slowly, at most.
-- each statement by itself

-- Searches by serial number in the order of ids go block by block, of 4,096 ids each. The id stands
-- last, so that what an index finds need not be looked up.
DROP INDEX CONCURRENTLY IF EXISTS registrations_by_block;
CREATE INDEX CONCURRENTLY registrations_by_block
  ON registrations (customer_id, state, (id >> 12), serial_number, id)
  WHERE state <> 2;

DROP INDEX CONCURRENTLY IF EXISTS registrations_by_group_tag_with_id;
CREATE INDEX CONCURRENTLY registrations_by_group_tag_with_id
  ON registrations (customer_id, group_tag, state, (id >> 12), serial_number, id)
  WHERE group_tag IS NOT NULL AND state <> 2;
DROP INDEX CONCURRENTLY IF EXISTS registrations_by_group_tag;
ALTER INDEX registrations_by_group_tag_with_id RENAME TO registrations_by_group_tag;

DROP INDEX CONCURRENTLY IF EXISTS registrations_by_group_tag_and_serial_with_id;
CREATE INDEX CONCURRENTLY registrations_by_group_tag_and_serial_with_id
  ON registrations (customer_id, group_tag, state, serial_number, id)
  WHERE group_tag IS NOT NULL AND state <> 2;
DROP INDEX CONCURRENTLY IF EXISTS registrations_by_group_tag_and_serial;
ALTER INDEX registrations_by_group_tag_and_serial_with_id RENAME TO registrations_by_group_tag_and_serial;
