-- What a feed brought, the latest first: its cadence, its count, and how many of its stories could be read.
CREATE INDEX entry_feed_feed ON entry_feed (feed_id, seen_at);
CREATE INDEX entry_settled ON entry (feed_id, id) WHERE state IN ('read', 'failed');
