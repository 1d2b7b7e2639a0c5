"""Who has met is known when the next entry comes."""

from datetime import timedelta
from pathlib import Path

from monitor.core.records import Entry, Person
from monitor.knowledge import load_knowledge
from monitor.pipeline.screener import Screener
from monitor.store.archive import Archive
from tests.support.clock import FakeClock
from tests.support.meetings import meeting
from tests.support.taking import tell

STRANGERS = (Person("Odalys Trammell", "US", "climate envoy"), Person("Weng Bolin", "CN", "climate envoy"))
ENTRY = Entry(url="https://wire.example.org/1", title="Trammell and Weng talk again")


async def test_somebody_on_no_list_is_known_once_he_has_met_and_forgotten_in_time(tmp_path: Path) -> None:
    clock = FakeClock()
    async with await Archive.open(tmp_path / "archive.sqlite3") as archive:
        screener = Screener(archive, load_knowledge(), clock)
        await screener.get_acquainted()
        assert not screener(ENTRY)[0]
        day = clock.now().date().isoformat()
        await tell(archive, meeting(day, day, participants=STRANGERS), on=day, now=clock.now())
        await screener.get_acquainted()
        wanted, reason = screener(ENTRY)
        assert (wanted, reason.step) == (True, "screen")
        await clock.advance(timedelta(days=401))
        await screener.get_acquainted()
        assert not screener(ENTRY)[0]
