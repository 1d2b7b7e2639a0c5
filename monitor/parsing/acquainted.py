"""Imported by the workers' fork server: the packaged knowledge, loaded once, stands in every worker from its start.

A worker's first page would wait two seconds for it otherwise, and each worker would have a copy of its own.
"""

from monitor.parsing.worker import knowledge_of

knowledge_of(None)
