"""The command `envoy-monitor`: one file a group of verbs, the joining in `main`.

Imports of what a verb needs stand inside the verb, so that `--help` answers at once.
"""

from monitor.cli.main import main

__all__ = ["main"]
