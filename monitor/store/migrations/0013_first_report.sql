-- Who told of a meeting first is the first row of its reports.
DROP INDEX report_meeting;
CREATE INDEX report_meeting ON report (meeting_id, reported_at);
