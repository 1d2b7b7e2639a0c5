"""What a server's owner sees of this program in two weeks: a replica of the public score of feed readers.

    python benchmarks/feed_reader_score.py [DAYS]

Thirty feeds of different habits, good and bad, on one server; time leaps from poll to poll. What counts as a fault
stands in tests/support/reader_score.py.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.support.reader_score import read_for

KINDS = (
    "over-quick polls",
    "polls in hours or days to be skipped",
    "unconditional requests",
    "mangled validators",
    "cookies, referrers, needless headers",
    "other methods",
    "strange addresses",
)


async def main(days: float) -> None:
    logging.disable()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        judge, known = await read_for(Path(folder), timedelta(days=days), timedelta(minutes=15))
    for site in judge.sites.values():
        print(f"{site.asked:7} requests  {site.path}")
    print(
        f"{len(judge.requests):7} requests in {days:g} days, {time.monotonic() - began:.0f} s; {len(judge.agents)} name"
    )
    for kind in KINDS:
        print(f"{judge.faults[kind]:7} {kind}  {judge.examples.get(kind, '')[:200]}".rstrip())
    print(f"{judge.missed(known):7} stories missed of {len(known)}")


if __name__ == "__main__":
    asyncio.run(main(float(sys.argv[1]) if len(sys.argv) > 1 else 14))
