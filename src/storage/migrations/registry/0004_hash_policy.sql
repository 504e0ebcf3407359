-- 1: a valid hardware hash registers a device that no supplier has published.
ALTER TABLE organisation_settings ADD COLUMN hardware_hash_alone INTEGER NOT NULL DEFAULT 0;
