"""The records and every decision: values in, values out; no clock, no network, no file, no log."""
