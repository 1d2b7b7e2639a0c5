"""The daemon for simulated months: hundreds of feeds, up to a million stories, faults throughout."""
