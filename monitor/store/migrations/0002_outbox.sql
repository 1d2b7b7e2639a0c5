-- Channels that ask for patience, what the operator does not want to hear of, and pages that are only kept a while.

ALTER TABLE channel ADD COLUMN rest_until TEXT;   -- the receiver asked for patience (Retry-After): not before this
ALTER TABLE channel ADD COLUMN told_at TEXT;      -- when another channel was told that this one is disabled

-- Sent again by hand: neither mutes nor the wishes of the channel hold it.
ALTER TABLE delivery ADD COLUMN by_hand INTEGER NOT NULL DEFAULT 0 CHECK (by_hand IN (0, 1));

CREATE INDEX delivery_queue ON delivery (channel, id) WHERE state = 'pending';

CREATE TABLE mute (
    what TEXT NOT NULL CHECK (what IN ('meeting', 'pair', 'source')),
    value TEXT NOT NULL,                     -- a meeting's id, two names, an outlet
    created_at TEXT NOT NULL,
    until TEXT,                              -- NULL: until it is lifted
    PRIMARY KEY (what, value)
) STRICT, WITHOUT ROWID;

CREATE INDEX page_fetched ON page (fetched_at);   -- for letting old pages go
