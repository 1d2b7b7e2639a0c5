"""Coverage-guided fuzzing of every reader of strangers' bytes: `make fuzz-readers`, which brings atheris along.

    python tests/fuzz.py SECONDS [READER …]

Each reader is tried for so many seconds in a process of its own, under a limit on memory and on the time of one input.
What breaks it is left beside as crash-…, and the exit code is not 0.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

LONGEST = 4096
"""Bytes of one input."""


def fuzz_one(name: str, seconds: str) -> None:
    """Try one reader; ends the process."""
    import atheris  # type: ignore[import-not-found,import-untyped,unused-ignore]

    with atheris.instrument_imports(include=["monitor", "feedparser", "protego"]):
        from tests.support.foreign_bytes import READERS, SEEDS

    with tempfile.TemporaryDirectory() as corpus:
        (Path(corpus) / "seed").write_bytes(SEEDS.get(name, b""))
        bounds = [f"-max_total_time={seconds}", f"-max_len={LONGEST}", "-timeout=5", "-rss_limit_mb=2048"]
        atheris.Setup([name, *bounds, "-verbosity=1", f"-artifact_prefix={name}-", corpus], READERS[name])
        atheris.Fuzz()


def main(seconds: str, *names: str) -> int:
    """Try each reader in turn; how many broke."""
    from tests.support.foreign_bytes import READERS

    broken = 0
    for name in names or READERS:
        done = subprocess.run([sys.executable, __file__, "--one", name, seconds], check=False)
        broken += done.returncode != 0
        print(f"{name}: {'broke' if done.returncode else 'stood'}", flush=True)
    return broken


if __name__ == "__main__":
    if sys.argv[1] == "--one":
        fuzz_one(*sys.argv[2:4])
    sys.exit(main(*(sys.argv[1:] or ["60"])))
