-- programs since 0004 go on: what they read and write stays as it is.

-- Each row gets a second entry here when its outcome is recorded. In a page that pending rows have
-- filled there is no room for it: PostgreSQL looks in vain for entries to remove, and splits the page.
ALTER INDEX registrations_pkey SET (fillfactor = 50);
