"""A process that delivers what stands in an archive, until it is killed: `python deliverer.py ARCHIVE URL KEY`."""

from __future__ import annotations

import asyncio
import random
import sys
from pathlib import Path

from monitor.adapters.channels import delivery_session
from monitor.adapters.webhook import WebhookChannel
from monitor.clock import SystemClock
from monitor.pipeline.outgoing import Outgoing
from monitor.store.archive import Archive


async def main(path: Path, url: str, key: str) -> None:
    clock = SystemClock()
    async with await Archive.open(path) as archive, delivery_session() as session:
        channel = WebhookChannel("desk", url, [key], session, clock)
        await Outgoing(archive, [channel], clock, random.Random()).run()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2], sys.argv[3]))
