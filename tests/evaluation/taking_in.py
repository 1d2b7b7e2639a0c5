"""Take labelled stories into an archive, naming each when it is in: a process to kill.

python -m tests.evaluation.taking_in ARCHIVE STORY …
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from monitor.store.archive import Archive
from tests.evaluation.alerting import take_in
from tests.evaluation.corpus import load


async def _main(path: Path, ids: list[str]) -> None:
    articles = {article.id: article for article in load()}
    async with await Archive.open(path) as archive:
        for name in ids:
            await take_in(archive, [articles[name]])
            print(name, flush=True)


if __name__ == "__main__":
    asyncio.run(_main(Path(sys.argv[1]), sys.argv[2:]))
