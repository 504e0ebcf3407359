-- Serial numbers come in any order, so that in a large table each lands on a page of its own, and
-- each page is written twice. They are collected in a small table first; from there they move on
-- in slices, rows of neighbouring pages at a time (storage/sqlite/settle.h). Everything else sees
-- one table, and what it inserts itself settles at once.
ALTER TABLE device_serials RENAME TO device_serials_settled;

CREATE TABLE device_serials_recent (
  customer_id     INTEGER NOT NULL,
  state           INTEGER NOT NULL,
  serial_number   TEXT    NOT NULL,
  registration_id INTEGER NOT NULL,
  PRIMARY KEY (customer_id, state, serial_number, registration_id)
) WITHOUT ROWID;

CREATE VIEW device_serials AS
  SELECT customer_id, state, serial_number, registration_id FROM device_serials_recent
  UNION ALL
  SELECT customer_id, state, serial_number, registration_id FROM device_serials_settled;

-- How many are recent, and the slice that moved last.
CREATE TABLE device_serials_settling (
  recent         INTEGER NOT NULL,
  after_customer INTEGER NOT NULL,
  after_state    INTEGER NOT NULL,
  after_serial   TEXT    NOT NULL,
  after_id       INTEGER NOT NULL,
  until_customer INTEGER NOT NULL,
  until_state    INTEGER NOT NULL,
  until_serial   TEXT    NOT NULL,
  until_id       INTEGER NOT NULL
);
INSERT INTO device_serials_settling VALUES (0, 0, 0, '', 0, 0, 0, '', 0);

CREATE TRIGGER device_serials_inserted INSTEAD OF INSERT ON device_serials BEGIN
  INSERT INTO device_serials_settled (customer_id, state, serial_number, registration_id)
  VALUES (NEW.customer_id, NEW.state, NEW.serial_number, NEW.registration_id);
END;

CREATE TRIGGER device_serials_deleted INSTEAD OF DELETE ON device_serials BEGIN
  DELETE FROM device_serials_settled
   WHERE customer_id = OLD.customer_id AND state = OLD.state
     AND serial_number = OLD.serial_number AND registration_id = OLD.registration_id;
  DELETE FROM device_serials_recent
   WHERE customer_id = OLD.customer_id AND state = OLD.state
     AND serial_number = OLD.serial_number AND registration_id = OLD.registration_id;
  UPDATE device_serials_settling SET recent = recent - changes();
END;
