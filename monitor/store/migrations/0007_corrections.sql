-- What a person put right about a meeting, against what the stories said then.
ALTER TABLE meeting ADD COLUMN corrections TEXT NOT NULL DEFAULT '[]';   -- JSON list of [unit, told, right]

-- A ruling may be a correction too; `pins` then holds the corrections that stood before.
CREATE TABLE ruling_of_all_kinds (           -- what a person decided about meetings, so that it can be undone
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('merge', 'split', 'correct')),
    meeting_id TEXT NOT NULL REFERENCES meeting (id),
    pins TEXT NOT NULL,                      -- JSON: [story, number, meeting, pinned before] of each report concerned
    undone_at TEXT
) STRICT;
INSERT INTO ruling_of_all_kinds SELECT id, at, kind, meeting_id, pins, undone_at FROM ruling;
DROP TABLE ruling;
ALTER TABLE ruling_of_all_kinds RENAME TO ruling;
