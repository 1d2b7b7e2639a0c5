"""The archive for programs: JSON, feeds, calendar, metrics."""
