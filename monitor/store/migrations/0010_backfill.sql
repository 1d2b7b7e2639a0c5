-- How far each source of old material has been taken in, so that a backfill can be stopped and taken up again.

CREATE TABLE backfill (
    source TEXT PRIMARY KEY,                 -- absolute path or address
    position TEXT NOT NULL,                  -- up to here everything is done; what it counts is the source's own affair
    counts TEXT NOT NULL DEFAULT '{}',       -- JSON: what became of the pages so far
    began_at TEXT NOT NULL,
    at TEXT NOT NULL,
    finished_at TEXT                         -- NULL: there is more
) STRICT, WITHOUT ROWID;
