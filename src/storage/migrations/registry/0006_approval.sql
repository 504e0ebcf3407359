-- Who may approve a device that no supplier has published, by its hardware hash: a role; 0: nobody.
ALTER TABLE organisation_settings ADD COLUMN hash_approver INTEGER NOT NULL DEFAULT 0;
-- 1: somebody has approved these rows.
ALTER TABLE batches ADD COLUMN approved INTEGER NOT NULL DEFAULT 0;
