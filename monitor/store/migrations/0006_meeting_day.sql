-- Meetings in the order in which they are listed: by their first day, undated ones by when they were first reported.
CREATE INDEX meeting_day ON meeting (coalesce(start, substr(first_reported_at, 1, 10)) DESC, id)
    WHERE merged_into IS NULL;
