"""A page's dates and times in words, as ISO 8601 with the precision that the words give."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import lru_cache

from monitor.core.reading.page_words import PageWords

_FIRST_YEAR, _LAST_YEAR = 1990, 2100
_ROC_YEAR_0 = 1911
_YEAR_FIRST = re.compile(r"(?<!\d)((?:19|20)\d\d)\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?!\d)")
_REPUBLIC = re.compile(r"(?:民國|民国|中華民國)\s?(\d{2,3})\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})")
_NUMBERS = re.compile(r"(?<!\d)(\d{1,2})[/.-](\d{1,2})[/.-]((?:19|20)\d\d)(?!\d)")
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?(?!\d)")
_LAST_WORD = re.compile(r"([A-Za-z]{3,9})[.,]?\s*$")
_CLOCK = re.compile(
    r"(?<![\d:.])(\d{1,2})\s?[:：.時时点點]\s?(\d\d)分?(?:\s?[:：]\s?(\d\d))?(?:[.,]\d+)?\s*([ap]\.?m\b\.?)?"
    r"|(?<![\d:.])(\d{1,2})\s*([ap]\.?m\b\.?)",
    re.IGNORECASE,
)
_AFTERNOON = re.compile(r"下午|晚上|晚间|晚間|PM\s*$", re.IGNORECASE)
_OFFSET = re.compile(r"(?:GMT|UTC)?\s?([+-]\d\d):?(\d\d)(?!\d)|(?<=\d)Z(?![a-z])")
# How far behind its date a page gives the time.
_CLOCK_REACH = 40
_ADDRESS = re.compile(
    r"/(?:t|art_|a|n|c)?((?:19|20)\d\d)[-/]?(\d\d)[-/]?(\d\d)(?=[/_.-]|\d|$)|/((?:19|20)\d\d)/(\d{1,2})/(\d{1,2})/"
)


def iso(text: str) -> str | None:
    """A machine's date ("2023-07-18T09:30:00Z", "20230718093000", RFC 2822 goes through `moment`), or None."""
    text = text.strip()
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError:
        compact = _COMPACT.fullmatch(text)
        return None if compact is None else _written(_day(*compact.groups()[:3]), compact.groups()[3:6])
    if not _FIRST_YEAR <= parsed.year <= _LAST_YEAR:
        return None
    if len(text) <= len("2023-07-18"):
        return parsed.date().isoformat()
    return parsed.replace(microsecond=0).isoformat()


def moment(text: str, words: PageWords, witness: str | None = None) -> str | None:
    """The first date in `text` with its time and zone; `witness`, another date of the story, settles 3/4/2023."""
    if found := iso(text):
        return found
    day, end = _first_day(text, words, witness)
    if day is None:
        return None
    return _with_clock(day, text[:end], text[end : end + _CLOCK_REACH], words)


def day_in_address(address: str) -> str | None:
    """The date in a story's address (`/2023/07/18/`, `/t20230718_`), or None."""
    if found := _ADDRESS.search(address):
        numbers = [number for number in found.groups() if number]
        day = _day(*numbers)
        return day.isoformat() if day else None
    return None


def _first_day(text: str, words: PageWords, witness: str | None) -> tuple[date | None, int]:
    """The first day that `text` names, and where its words end."""
    month_first, day_first = _with_month_names(words.months)
    readings = [
        *((match, _day(*match.groups())) for match in _YEAR_FIRST.finditer(text)),
        *((match, _day(int(match[1]) + _ROC_YEAR_0, match[2], match[3])) for match in _REPUBLIC.finditer(text)),
        *(
            (match, _day(match["year"], _month(match["month"], words.months), match["day"]))
            for pattern in (month_first, day_first)
            for match in pattern.finditer(text)
        ),
        *(
            (match, _either_order(match, witness, _weekday(text[: match.start()], words)))
            for match in _NUMBERS.finditer(text)
        ),
    ]
    found = [(match.start(), match.end(), day) for match, day in readings if day]
    if not found:
        return None, 0
    _, end, day = min(found)
    return day, end


@lru_cache(maxsize=4)
def _with_month_names(months: tuple[str, ...]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    names = "|".join(f"{month[:3]}(?:{month[3:]}|t)?" if len(month) > 3 else month for month in months) or r"(?!)"
    month = rf"(?P<month>{names})\.?"
    year = r"(?P<year>(?:19|20)\d\d)(?!\d)"
    return (
        re.compile(rf"\b{month}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+{year}", re.IGNORECASE),
        re.compile(rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?[\s-]+{month},?[\s-]+{year}", re.IGNORECASE),
    )


def _month(name: str, months: tuple[str, ...]) -> int:
    return next(number for number, month in enumerate(months, 1) if month[:3] == name[:3].lower())


def _weekday(before: str, words: PageWords) -> int | None:
    """The day of the week that stands right before a date, 0 for Monday."""
    name = _LAST_WORD.search(before)
    short = name[1].lower() if name else ""
    named = [day for day, weekday in enumerate(words.weekdays) if len(short) > 2 and weekday.startswith(short)]
    return named[0] if named else None


def _either_order(match: re.Match[str], witness: str | None, weekday: int | None) -> date | None:
    """3/4/2023 is what its weekday or the witness says; without them the day comes first, as in most of the world."""
    readings = [day for day in (_day(match[3], match[2], match[1]), _day(match[3], match[1], match[2])) if day]
    readings = [day for day in readings if day.weekday() == weekday] or readings
    if witness and len(readings) > 1:
        near = date.fromisoformat(witness[:10])
        readings.sort(key=lambda day: abs((day - near).days))
    return readings[0] if readings else None


def _day(year: str | int, month: str | int, day: str | int) -> date | None:
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return found if _FIRST_YEAR <= found.year <= _LAST_YEAR else None


def _with_clock(day: date, before: str, after: str, words: PageWords) -> str:
    """`day` with the time that stands behind it (or, failing that, before it), and its zone."""
    for text in (after, before[-_CLOCK_REACH:]):
        if clock := _CLOCK.search(text):
            hour = int(clock[1] or clock[5])
            half = (clock[4] or clock[6] or "").lower()
            late = half.startswith("p") or bool(_AFTERNOON.search(text[: clock.start()]))
            if late and hour < 12:
                hour += 12
            elif half.startswith("a") and hour == 12:
                hour = 0
            return _written(day, (str(hour), clock[2] or "0", clock[3])) + _zone(text[clock.end() :], text, words)
    return day.isoformat()


def _written(day: date | None, clock: tuple[str | None, ...]) -> str:
    if day is None:
        return ""
    hour, minute, second = (int(part or 0) for part in clock)
    if clock[0] is None or hour > 23 or minute > 59 or second > 59:
        return day.isoformat()
    return f"{day.isoformat()}T{hour:02}:{minute:02}:{second:02}"


def _zone(after: str, text: str, words: PageWords) -> str:
    if offset := _OFFSET.match(after.strip()):
        return "+00:00" if offset[1] is None else f"{offset[1]}:{offset[2]}"
    for word in re.findall(r"[A-Z]{3,4}|\w+", after[:20]):
        if found := words.zones.get(word):
            return found
    return next((offset for name, offset in words.zones.items() if not name.isascii() and name in text), "")


def later(first: str, second: str) -> bool:
    """Whether `first` is more than a minute after `second`; a bare day counts as its beginning."""
    return _comparable(first) - _comparable(second) > timedelta(minutes=1)


def _comparable(text: str) -> datetime:
    parsed = datetime.fromisoformat(text)
    if parsed.tzinfo is not None:
        parsed = (parsed - (parsed.utcoffset() or timedelta())).replace(tzinfo=None)
    return parsed
