-- Keys are hashes, so that in a large table each new claim lands on a page of its own, and each page
-- is written twice. Claims are collected in a small table first; from there they move on in
-- slices, rows of neighbouring pages at a time (storage/sqlite/settle.h). Everything else sees one
-- table.
ALTER TABLE claims RENAME TO claims_settled;

CREATE TABLE claims_recent (
  identity_key    BLOB    NOT NULL PRIMARY KEY,
  customer_id     INTEGER NOT NULL,
  registration_id INTEGER NOT NULL,
  claimed_at      INTEGER NOT NULL
) WITHOUT ROWID;

CREATE VIEW claims AS
  SELECT identity_key, customer_id, registration_id, claimed_at FROM claims_recent
  UNION ALL
  SELECT identity_key, customer_id, registration_id, claimed_at FROM claims_settled;

-- How many are recent, and the slice that moved last.
CREATE TABLE claims_settling (
  recent    INTEGER NOT NULL,
  after_key BLOB    NOT NULL,
  until_key BLOB    NOT NULL
);
INSERT INTO claims_settling VALUES (0, x'', x'');

CREATE TRIGGER claims_inserted INSTEAD OF INSERT ON claims BEGIN
  INSERT INTO claims_settled (identity_key, customer_id, registration_id, claimed_at)
  VALUES (NEW.identity_key, NEW.customer_id, NEW.registration_id, NEW.claimed_at);
END;

CREATE TRIGGER claims_deleted INSTEAD OF DELETE ON claims BEGIN
  DELETE FROM claims_settled WHERE identity_key = OLD.identity_key;
  DELETE FROM claims_recent WHERE identity_key = OLD.identity_key;
  UPDATE claims_settling SET recent = recent - changes();
END;
