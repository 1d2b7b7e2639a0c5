-- What the metrics count of stories and entries, kept as they come, so that nobody counts millions of them.
CREATE TABLE tally (
    stories INTEGER NOT NULL,
    relevant INTEGER NOT NULL,
    entries INTEGER NOT NULL,
    settled INTEGER NOT NULL                 -- entries read or failed
) STRICT;
INSERT INTO tally SELECT
    (SELECT count(*) FROM story), (SELECT count(*) FROM story WHERE relevant),
    (SELECT count(*) FROM entry), (SELECT count(*) FROM entry WHERE state IN ('read', 'failed'));
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

-- For what is looked up by language, by time and by how a delivery stands.
CREATE INDEX story_language ON story (language);
CREATE INDEX report_reported ON report (reported_at);
CREATE INDEX meeting_change_at ON meeting_change (at);
CREATE INDEX delivery_standing ON delivery (channel, state, delivered_at);
CREATE INDEX decision_alert ON decision (at) WHERE step = 'alert';

-- The order in which decisions were taken, which is that of their times, without an index of millions of times.
DROP VIEW decisions;
CREATE VIEW decisions AS
SELECT url, at, step, outcome, detail, score, id FROM decision;
