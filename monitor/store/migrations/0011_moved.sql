-- Cities from which a report's story may say that the meeting was moved; NULL where it speaks of no move.
ALTER TABLE report ADD COLUMN moved_from TEXT;
