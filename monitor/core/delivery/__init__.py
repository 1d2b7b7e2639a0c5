"""Getting alerts out: what is said, to whom, when to try again. Pure; the sending is in `monitor/adapters`."""
