"""The cluster for real: a scheduler and three workers, killed in mid-work, against this machine alone."""
