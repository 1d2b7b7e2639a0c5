-- Digests: alerts gathered into one message. And who has a mail already while others of its channel still wait, and
-- when to try again to tell that a channel is disabled.

CREATE TABLE digest (
    id TEXT PRIMARY KEY,                     -- the webhook-id, the same on every retry
    channel TEXT NOT NULL,
    period TEXT NOT NULL CHECK (period IN ('daily', 'weekly')),
    day TEXT NOT NULL,                       -- the local day on which it goes out
    due_at TEXT NOT NULL,
    sealed_at TEXT                           -- before its first sending: nothing is added from then on
) STRICT;
CREATE INDEX digest_open ON digest (channel, due_at) WHERE sealed_at IS NULL;

ALTER TABLE delivery ADD COLUMN digest_id TEXT REFERENCES digest (id);
ALTER TABLE delivery ADD COLUMN answered TEXT NOT NULL DEFAULT '{}';   -- JSON: address → took it, or refused for good
CREATE INDEX delivery_digest ON delivery (digest_id) WHERE digest_id IS NOT NULL;

ALTER TABLE channel ADD COLUMN tell_at TEXT;                           -- when to try again to tell of it
ALTER TABLE channel ADD COLUMN tell_attempts INTEGER NOT NULL DEFAULT 0;

DROP VIEW deliveries;
CREATE VIEW deliveries AS
SELECT d.id, d.alert_id, d.channel, d.state, d.attempts, d.due_at, d.attempted_at, d.delivered_at, d.trouble, d.digest_id
FROM delivery AS d;
