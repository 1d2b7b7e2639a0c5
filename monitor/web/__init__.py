"""The local page, feeds out, metrics."""
