"""The archive: one SQLite file, one writer."""
