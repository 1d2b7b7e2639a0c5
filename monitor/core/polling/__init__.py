"""When to ask a feed again: decided from what is remembered, what was answered, and the time."""
