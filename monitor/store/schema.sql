-- Made of the numbered steps in migrations/; do not edit.

CREATE TABLE feed (
    id INTEGER PRIMARY KEY,
    url TEXT NOT NULL UNIQUE,                -- as configured; what is asked today is `location`
    location TEXT NOT NULL,                  -- differs from url after a lasting redirect
    name TEXT NOT NULL,
    origin TEXT NOT NULL CHECK (origin IN ('configuration', 'command')),
    state TEXT NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'paused', 'gone', 'removed')),
    kind TEXT NOT NULL DEFAULT 'feed' CHECK (kind IN ('feed', 'sitemap', 'list')),
    settings TEXT NOT NULL DEFAULT '{}',     -- JSON: language, tier, selectors, screening, …
    interval_s INTEGER NOT NULL CHECK (interval_s > 0),
    etag BLOB,                               -- bytes: echoed as they came
    last_modified BLOB,
    body_hash BLOB,                          -- an unchanged body is not parsed again
    due_at TEXT NOT NULL,
    added_at TEXT NOT NULL,
    polled_at TEXT,
    succeeded_at TEXT,
    changed_at TEXT,                         -- last poll that brought something new
    status INTEGER,                          -- HTTP status of the last poll
    failures INTEGER NOT NULL DEFAULT 0,     -- in a row
    trouble TEXT,                            -- one line for the operator; NULL when well
    redirected_to TEXT,                      -- a lasting redirect under observation
    redirects INTEGER NOT NULL DEFAULT 0,
    redirected_since TEXT
, items BLOB) STRICT;

CREATE INDEX feed_due ON feed (due_at) WHERE state = 'active';

CREATE TABLE entry (
    id INTEGER PRIMARY KEY,
    url TEXT NOT NULL UNIQUE,                -- canonical: no tracking parameters, no fragment
    link TEXT NOT NULL,                      -- what is fetched
    feed_id INTEGER REFERENCES feed (id),    -- who brought it first; NULL for backfill
    guid TEXT NOT NULL DEFAULT '',
    said TEXT NOT NULL,                      -- JSON: the Entry as the feed gave it
    first_seen_at TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'screened_out', 'read', 'failed')),
    due_at TEXT NOT NULL,                    -- when to fetch, or to read again
    attempts INTEGER NOT NULL DEFAULT 0,
    trouble TEXT
) STRICT;

CREATE INDEX entry_due ON entry (due_at) WHERE state = 'waiting';

CREATE INDEX entry_guid ON entry (feed_id, guid) WHERE guid <> '';

CREATE TABLE entry_feed (                    -- every feed that brought an entry
    entry_id INTEGER NOT NULL REFERENCES entry (id),
    feed_id INTEGER NOT NULL REFERENCES feed (id),
    seen_at TEXT NOT NULL,
    PRIMARY KEY (entry_id, feed_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE story (
    id INTEGER PRIMARY KEY,
    url TEXT NOT NULL UNIQUE,                -- canonical
    link TEXT,                               -- where it can be read; NULL: at its canonical address
    entry_id INTEGER REFERENCES entry (id),
    outlet TEXT,
    language TEXT NOT NULL,
    headline TEXT NOT NULL,
    published TEXT,                          -- as the record has it
    day TEXT,                                -- the story's own day, YYYY-MM-DD: the oldest that a witness gives
    moment TEXT,                             -- when it was published; orders what stories say
    quiet INTEGER NOT NULL DEFAULT 0 CHECK (quiet IN (0, 1)),     -- old material: alerts nobody
    relevant INTEGER NOT NULL CHECK (relevant IN (0, 1)),
    relevance REAL NOT NULL,
    copy_of INTEGER REFERENCES story (id),   -- the first story of which this one is a copy
    record TEXT NOT NULL,                    -- JSON, docs/record.md
    sketch BLOB,                             -- its rows in `shingle`, 8 bytes each
    read_at TEXT NOT NULL,
    reread_at TEXT                           -- when to look whether the page has changed; NULL: no more
) STRICT;

CREATE INDEX story_day ON story (day);

CREATE INDEX story_copy ON story (copy_of) WHERE copy_of IS NOT NULL;

CREATE INDEX story_reread ON story (reread_at) WHERE reread_at IS NOT NULL;

CREATE TABLE page (                          -- the bytes as they came, for reading again
    story_id INTEGER PRIMARY KEY REFERENCES story (id),
    body BLOB NOT NULL,                      -- zlib
    content_type TEXT,
    location TEXT,                           -- after redirects
    digest BLOB NOT NULL,
    fetched_at TEXT NOT NULL
) STRICT;

CREATE TABLE quote (
    story_id INTEGER NOT NULL REFERENCES story (id),
    number INTEGER NOT NULL,
    text TEXT NOT NULL,
    speaker TEXT,
    role TEXT,
    via TEXT,
    section INTEGER NOT NULL,
    paragraph INTEGER NOT NULL,
    PRIMARY KEY (story_id, number)
) STRICT, WITHOUT ROWID;

CREATE INDEX quote_speaker ON quote (speaker);

CREATE TABLE person (                        -- people as one story presents them
    story_id INTEGER NOT NULL REFERENCES story (id),
    number INTEGER NOT NULL,
    name TEXT NOT NULL,
    country TEXT,
    role TEXT,
    PRIMARY KEY (story_id, number)
) STRICT, WITHOUT ROWID;

CREATE INDEX person_name ON person (name);

CREATE TABLE shingle (                       -- near-duplicate index: the smallest hashes of a story's shingles
    hash INTEGER NOT NULL,
    story_id INTEGER NOT NULL REFERENCES story (id),
    PRIMARY KEY (hash, story_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE meeting (
    id TEXT PRIMARY KEY,                     -- stable; survives merges through merged_into
    title TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('envoy', 'official', 'other')),
    status TEXT NOT NULL CHECK (status IN ('announced', 'underway', 'held', 'postponed', 'cancelled', 'unreported')),
    mode TEXT NOT NULL CHECK (mode IN ('in_person', 'call', 'video')),
    background INTEGER NOT NULL CHECK (background IN (0, 1)),
    start TEXT,
    "end" TEXT,
    precision TEXT NOT NULL CHECK (precision IN ('day', 'week', 'month', 'unknown')),
    city TEXT,
    country TEXT,
    venue TEXT,
    participants TEXT NOT NULL,              -- JSON list of {name, country, role}
    confirmed_by TEXT NOT NULL DEFAULT '[]', -- JSON list of countries whose government says so
    confidence REAL NOT NULL,
    unsure INTEGER NOT NULL DEFAULT 0 CHECK (unsure IN (0, 1)),   -- kept for a person, alerts nobody
    visit_id TEXT REFERENCES meeting (id),   -- the meeting whose visit this one belongs to
    merged_into TEXT REFERENCES meeting (id),
    alerted TEXT,                            -- JSON: the facts as last alerted; NULL while nothing was
    first_reported_at TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    first_day TEXT,                          -- the days on which any of its reports lets it be
    last_day TEXT
, corrections TEXT NOT NULL DEFAULT '[]') STRICT;

CREATE INDEX meeting_start ON meeting (start) WHERE merged_into IS NULL;

CREATE INDEX meeting_to_come ON meeting (last_day) WHERE status = 'announced' AND merged_into IS NULL;

CREATE TABLE meeting_key (                   -- words under which its people can be looked up, in any script
    key TEXT NOT NULL,
    meeting_id TEXT NOT NULL REFERENCES meeting (id),
    PRIMARY KEY (key, meeting_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX meeting_key_meeting ON meeting_key (meeting_id);

CREATE TABLE report (                        -- one meeting as one story tells it
    story_id INTEGER NOT NULL REFERENCES story (id),
    number INTEGER NOT NULL,                 -- position in the record's meetings
    meeting_id TEXT NOT NULL REFERENCES meeting (id),
    facts TEXT NOT NULL,                     -- JSON: the record's meeting
    evidence TEXT NOT NULL,                  -- JSON list of sentences
    score REAL NOT NULL,                     -- of the match; 1.0 for the report that founded the meeting
    confirms TEXT NOT NULL DEFAULT '[]',     -- JSON list of countries whose government says so in this story
    decided_by TEXT NOT NULL DEFAULT 'rules' CHECK (decided_by IN ('rules', 'person')),
    pinned TEXT REFERENCES meeting (id),     -- where a person put it
    reported_at TEXT NOT NULL, moved_from TEXT,
    PRIMARY KEY (story_id, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE meeting_change (                -- what was known when
    id INTEGER PRIMARY KEY,
    meeting_id TEXT NOT NULL REFERENCES meeting (id),
    at TEXT NOT NULL,
    story_id INTEGER REFERENCES story (id),
    cause TEXT NOT NULL,                     -- report, correction, date_passed, merge, split, undo
    field TEXT NOT NULL,
    before TEXT,                             -- JSON
    after TEXT,                              -- JSON
    sentence TEXT
) STRICT;

CREATE INDEX meeting_change_meeting ON meeting_change (meeting_id, at);

CREATE TABLE alert (
    id TEXT PRIMARY KEY,                     -- the webhook-id, the same on every retry
    meeting_id TEXT NOT NULL REFERENCES meeting (id),
    change TEXT NOT NULL,                    -- 'new', or what changed: one alert a change, whatever happens
    type TEXT NOT NULL CHECK (type IN ('meeting.new', 'meeting.updated')),
    story_id INTEGER REFERENCES story (id),
    body TEXT NOT NULL,                      -- JSON, docs/alert.md
    created_at TEXT NOT NULL,
    acknowledged_at TEXT,
    UNIQUE (meeting_id, change)
) STRICT;

CREATE TABLE channel (
    name TEXT PRIMARY KEY,                   -- webhook:URL without its secrets, email:first address, or the configured name
    disabled_at TEXT,
    trouble TEXT
, rest_until TEXT, told_at TEXT, tell_at TEXT, tell_attempts INTEGER NOT NULL DEFAULT 0) STRICT;

CREATE TABLE delivery (
    id INTEGER PRIMARY KEY,
    alert_id TEXT NOT NULL REFERENCES alert (id),
    channel TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'delivered', 'dead', 'muted')),
    attempts INTEGER NOT NULL DEFAULT 0,
    due_at TEXT NOT NULL,
    attempted_at TEXT,
    delivered_at TEXT,
    trouble TEXT, by_hand INTEGER NOT NULL DEFAULT 0 CHECK (by_hand IN (0, 1)), digest_id TEXT REFERENCES digest (id), answered TEXT NOT NULL DEFAULT '{}',
    UNIQUE (alert_id, channel)
) STRICT;

CREATE INDEX delivery_due ON delivery (due_at) WHERE state = 'pending';

CREATE TABLE decision (                      -- the trail that `why` prints
    id INTEGER PRIMARY KEY,
    url TEXT NOT NULL,                       -- canonical
    at TEXT NOT NULL,
    step TEXT NOT NULL,
    outcome TEXT NOT NULL,
    detail TEXT NOT NULL,
    score REAL
) STRICT;

CREATE INDEX decision_url ON decision (url);

CREATE VIEW stories AS
SELECT s.id, coalesce(s.link, s.url) AS url, s.outlet, s.language, s.headline,
       s.record ->> '$.standfirst' AS standfirst, s.published, s.day, s.relevant, s.relevance,
       coalesce(original.link, original.url) AS copy_of, s.read_at, s.record
FROM story AS s LEFT JOIN story AS original ON original.id = s.copy_of;

CREATE VIEW quotes AS
SELECT q.story_id, q.number, q.text, q.speaker, q.role, q.via, q.section, q.paragraph,
       coalesce(s.link, s.url) AS url, s.outlet, s.language, s.day
FROM quote AS q JOIN story AS s ON s.id = q.story_id;

CREATE VIEW people AS
SELECT p.story_id, p.name, p.country, p.role, coalesce(s.link, s.url) AS url, s.outlet, s.language, s.day
FROM person AS p JOIN story AS s ON s.id = p.story_id;

CREATE VIEW meetings AS
SELECT m.id, m.title, m.kind, m.status, m.mode, m.background, m.start, m."end", m.precision, m.city, m.country, m.venue,
       m.participants, m.confirmed_by, m.confidence, m.unsure, m.visit_id, m.first_reported_at, m.changed_at,
       (SELECT count(DISTINCT r.story_id) FROM report AS r WHERE r.meeting_id = m.id) AS stories,
       (SELECT count(DISTINCT s.outlet) FROM report AS r JOIN story AS s ON s.id = r.story_id
        WHERE r.meeting_id = m.id) AS outlets,
       (SELECT count(DISTINCT coalesce(s.copy_of, s.id)) FROM report AS r JOIN story AS s ON s.id = r.story_id
        WHERE r.meeting_id = m.id) AS independent
FROM meeting AS m WHERE m.merged_into IS NULL;

CREATE VIEW meeting_history AS
SELECT c.meeting_id, c.at, c.cause, c.field, c.before, c.after, c.sentence, coalesce(s.link, s.url) AS url, s.outlet
FROM meeting_change AS c LEFT JOIN story AS s ON s.id = c.story_id;

CREATE VIEW meeting_stories AS
SELECT r.meeting_id, r.story_id, r.number, coalesce(s.link, s.url) AS url, s.outlet, s.language, s.headline, s.published,
       r.facts, r.evidence, r.score, r.decided_by, r.reported_at
FROM report AS r JOIN story AS s ON s.id = r.story_id;

CREATE VIEW alerts AS
SELECT a.id, a.type, a.meeting_id, m.title, a.change, coalesce(s.link, s.url) AS url, a.created_at, a.acknowledged_at, a.body
FROM alert AS a JOIN meeting AS m ON m.id = a.meeting_id LEFT JOIN story AS s ON s.id = a.story_id;

CREATE VIEW feeds AS
SELECT f.id, f.name, f.url, f.location, f.origin, f.state, f.kind, f.interval_s, f.due_at, f.polled_at, f.succeeded_at,
       f.changed_at, f.status, f.failures, f.trouble,
       (SELECT count(*) FROM entry_feed AS e WHERE e.feed_id = f.id) AS entries
FROM feed AS f WHERE f.state <> 'removed';

CREATE INDEX delivery_queue ON delivery (channel, id) WHERE state = 'pending';

CREATE TABLE mute (
    what TEXT NOT NULL CHECK (what IN ('meeting', 'pair', 'source')),
    value TEXT NOT NULL,                     -- a meeting's id, two names, an outlet
    created_at TEXT NOT NULL,
    until TEXT,                              -- NULL: until it is lifted
    PRIMARY KEY (what, value)
) STRICT, WITHOUT ROWID;

CREATE INDEX page_fetched ON page (fetched_at);

CREATE INDEX entry_feed_feed ON entry_feed (feed_id, seen_at);

CREATE INDEX entry_settled ON entry (feed_id, id) WHERE state IN ('read', 'failed');

CREATE VIRTUAL TABLE story_search USING fts5 (
    headline, body, outlet, language, relevance,
    prefix = 1,
    tokenize = "porter unicode61 remove_diacritics 2"
);

CREATE VIRTUAL TABLE quote_search USING fts5 (
    text, speaker, via, outlet, language,
    prefix = 1,
    tokenize = "porter unicode61 remove_diacritics 2"
);

CREATE INDEX story_relevant ON story (day) WHERE relevant;

CREATE INDEX story_entry ON story (entry_id) WHERE entry_id IS NOT NULL;

CREATE INDEX alert_meeting ON alert (meeting_id, created_at);

CREATE INDEX alert_created ON alert (created_at);

CREATE INDEX meeting_changed ON meeting (changed_at) WHERE merged_into IS NULL;

CREATE INDEX meeting_day ON meeting (coalesce(start, substr(first_reported_at, 1, 10)) DESC, id)
    WHERE merged_into IS NULL;

CREATE TABLE "ruling" (           -- what a person decided about meetings, so that it can be undone
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('merge', 'split', 'correct')),
    meeting_id TEXT NOT NULL REFERENCES meeting (id),
    pins TEXT NOT NULL,                      -- JSON: [story, number, meeting, pinned before] of each report concerned
    undone_at TEXT
) STRICT;

CREATE TABLE digest (
    id TEXT PRIMARY KEY,                     -- the webhook-id, the same on every retry
    channel TEXT NOT NULL,
    period TEXT NOT NULL CHECK (period IN ('daily', 'weekly')),
    day TEXT NOT NULL,                       -- the local day on which it goes out
    due_at TEXT NOT NULL,
    sealed_at TEXT                           -- before its first sending: nothing is added from then on
) STRICT;

CREATE INDEX digest_open ON digest (channel, due_at) WHERE sealed_at IS NULL;

CREATE INDEX delivery_digest ON delivery (digest_id) WHERE digest_id IS NOT NULL;

CREATE VIEW deliveries AS
SELECT d.id, d.alert_id, d.channel, d.state, d.attempts, d.due_at, d.attempted_at, d.delivered_at, d.trouble, d.digest_id
FROM delivery AS d;

CREATE TABLE backfill (
    source TEXT PRIMARY KEY,                 -- absolute path or address
    position TEXT NOT NULL,                  -- up to here everything is done; what it counts is the source's own affair
    counts TEXT NOT NULL DEFAULT '{}',       -- JSON: what became of the pages so far
    began_at TEXT NOT NULL,
    at TEXT NOT NULL,
    finished_at TEXT                         -- NULL: there is more
) STRICT, WITHOUT ROWID;

CREATE TABLE tally (
    stories INTEGER NOT NULL,
    relevant INTEGER NOT NULL,
    entries INTEGER NOT NULL,
    settled INTEGER NOT NULL                 -- entries read or failed
) STRICT;

CREATE TRIGGER tally_story AFTER INSERT ON story BEGIN
    UPDATE tally SET stories = stories + 1, relevant = relevant + NEW.relevant;
END;

CREATE TRIGGER tally_story_read_again AFTER UPDATE OF relevant ON story WHEN NEW.relevant <> OLD.relevant BEGIN
    UPDATE tally SET relevant = relevant + NEW.relevant - OLD.relevant;
END;

CREATE TRIGGER tally_story_gone AFTER DELETE ON story BEGIN
    UPDATE tally SET stories = stories - 1, relevant = relevant - OLD.relevant;
END;

CREATE TRIGGER tally_entry AFTER INSERT ON entry BEGIN
    UPDATE tally SET entries = entries + 1, settled = settled + (NEW.state IN ('read', 'failed'));
END;

CREATE TRIGGER tally_entry_moves_on AFTER UPDATE OF state ON entry WHEN NEW.state <> OLD.state BEGIN
    UPDATE tally SET settled = settled + (NEW.state IN ('read', 'failed')) - (OLD.state IN ('read', 'failed'));
END;

CREATE TRIGGER tally_entry_gone AFTER DELETE ON entry BEGIN
    UPDATE tally SET entries = entries - 1, settled = settled - (OLD.state IN ('read', 'failed'));
END;

CREATE INDEX story_language ON story (language);

CREATE INDEX report_reported ON report (reported_at);

CREATE INDEX meeting_change_at ON meeting_change (at);

CREATE INDEX delivery_standing ON delivery (channel, state, delivered_at);

CREATE INDEX decision_alert ON decision (at) WHERE step = 'alert';

CREATE VIEW decisions AS
SELECT url, at, step, outcome, detail, score, id FROM decision;

CREATE INDEX report_meeting ON report (meeting_id, reported_at);

