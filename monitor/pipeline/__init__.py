"""The shells: poll, ingest, deliver. They fetch, call the pure half, and write once."""
