-- For counting and looking up what the page and the metrics show, without reading the stories themselves.
CREATE INDEX story_relevant ON story (day) WHERE relevant;
CREATE INDEX story_entry ON story (entry_id) WHERE entry_id IS NOT NULL;
CREATE INDEX alert_meeting ON alert (meeting_id, created_at);
CREATE INDEX alert_created ON alert (created_at);
CREATE INDEX meeting_changed ON meeting (changed_at) WHERE merged_into IS NULL;
