"""Bytes in, records out: feedparser and trafilatura stop here."""
