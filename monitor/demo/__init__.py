"""The program at work on a small newsroom of its own."""
