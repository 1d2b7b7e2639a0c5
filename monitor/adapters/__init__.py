"""What talks to the outside: fetching, webhooks, mail, worker processes."""
