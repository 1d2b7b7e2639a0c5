"""What stands around a headline: when the story appeared, when it was changed, who wrote it."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from functools import lru_cache

from monitor.core.reading.page_words import PageWords
from monitor.parsing.lines import Line, is_chinese, size
from monitor.parsing.moments import day_in_address, later, moment

_DIGIT = re.compile(r"\d")
_LONGEST_STAMP = 25
# Time zones differ by quarters of an hour, up to 14 hours.
_QUARTER = timedelta(minutes=15)
_FURTHEST = 14 * 4
_LEAD_IN = re.compile(r"^[【\[][^】\]]{1,20}[】\]]\s*(?=[（(])")
_LONGEST_DATE = 8
_LONGEST_BYLINE = 10
_BETWEEN_NAMES = re.compile(r"\s*(?:,|;|、|，|；|/|\||\band\b|\bwith\b|&)\s*|\s{2,}")
# An outlet in brackets, "on" and a day, a clock.
_BEHIND_NAMES = re.compile(r"\s*\(|\s+on\s+(?=[A-Z]\w{2,8}[,. ]|\d)|\s+(?=\d{1,2}:\d\d)")
_NOT_A_NAME = re.compile(r"[\d:：@?!。.]{2,}|\d|@|https?:")
_LONGEST_NAME = 5
_LONGEST_CHINESE_NAME = 12


def stamped(lines: tuple[Line, ...], words: PageWords, witness: str | None) -> tuple[str | None, str | None]:
    """(published, updated) from the visible lines around a headline, those that the markup calls dates first."""
    published: str | None = None
    updated: str | None = None
    dated = [line for line in lines if line.moment or line.role == "date"]
    # What is written for machines settles the order of 3/4/2023 written for readers.
    machine = (moment(line.moment, words) for line in dated if line.moment)
    witness = next((found for found in machine if found), witness)
    short = [line for line in lines if line not in dated and line.size <= _LONGEST_STAMP]
    for line in (*dated, *short):
        if not line.moment and not _DIGIT.search(line.text):
            continue
        for text, is_update in _parts(line.text, words):
            found = moment(text, words, witness) or (moment(line.moment, words, witness) if line.moment else None)
            if (
                line.moment
                and (exact := moment(line.moment, words, witness))
                and not is_update
                and len(exact) > len(found or "")
            ):
                found = _local(exact, found)
            if found and is_update:
                updated = updated or found
            elif found and (published is None or (len(published) == len("2023-07-18") and found.startswith(published))):
                published = found
    return published or updated, updated if published else None


def is_date(line: Line, words: PageWords) -> bool:
    """Whether a line gives nothing but a date, with its label."""
    if line.size > _LONGEST_DATE or not _DIGIT.search(line.text) or line.text.endswith((".", "。", "!", "?")):
        return False
    return moment(line.text, words) is not None


def is_byline(line: Line, words: PageWords) -> bool:
    """Whether a line gives nothing but its label and full names."""
    text = _LEAD_IN.sub("", line.text)
    text = text[1:-1].strip() if text[:1] in "（(" and text[-1:] in "）)" else text
    label = _label(text, words)
    if not label or line.size > _LONGEST_BYLINE:
        return False
    rest = text[len(label) :]
    if not label.isascii() and rest[:1] not in tuple(" :：/／|｜"):
        return False
    if rest.strip(" :：/／").lower() in words.not_authors:
        return True
    names = _names(text, words)
    return bool(names) and all(not name.isascii() or " " in name for name in names) and rest[:1] != ""


def _parts(text: str, words: PageWords) -> list[tuple[str, bool]]:
    """`text` cut before each label of a date, and whether the label says "updated"."""
    found = [(label.start(), label["updated"] is not None) for label in _date_labels(words).finditer(text)]
    starts = [(0, False), *found]
    ends = [start for start, _ in found] + [len(text)]
    return [(text[start:end], updated) for (start, updated), end in zip(starts, ends, strict=True) if end > start]


@lru_cache(maxsize=4)
def _date_labels(words: PageWords) -> re.Pattern[str]:
    def any_of(labels: tuple[str, ...]) -> str:
        return "|".join(re.escape(label) for label in sorted(labels, key=len, reverse=True)) or "(?!)"

    return re.compile(rf"(?P<updated>{any_of(words.updated_labels)})|{any_of(words.published_labels)}", re.IGNORECASE)


def when(
    own: tuple[str | None, str | None],
    visible: tuple[str | None, str | None],
    address: str | None,
    witness: str | None,
) -> tuple[str | None, str | None]:
    """(published, updated) by trust: the page's own data, its visible words, its address, the feed.

    A visible time makes a bare day of the same date exact. An update that is no later than the publication is none.
    """
    published = _local(own[0], visible[0]) or visible[0] or (day_in_address(address) if address else None)
    if published and len(published) == 10 and visible[0] and visible[0].startswith(published):
        published = visible[0]
    published = published or witness
    updated = own[1] or visible[1]
    if published and updated and not later(updated, published):
        updated = None
    return published, updated


def _local(own: str | None, visible: str | None) -> str | None:
    """The page's own moment, in the outlet's time where the page gives UTC to machines and its own time to readers.

    A visible clock gives the offset. Without one, a visible day before the UTC day is the outlet's day; a later one
    may be the day of an update.
    """
    if not own or not visible or not own.endswith("+00:00") or visible[:10] == own[:10]:
        return own
    there, here = datetime.fromisoformat(own), datetime.fromisoformat(visible)
    if here.tzinfo is not None:
        return visible if here == there.replace(second=here.second) else own
    if len(visible) > 10:
        ahead = round((here.replace(tzinfo=None, second=0) - there.replace(tzinfo=None, second=0)) / _QUARTER)
        if ahead * _QUARTER == here.replace(tzinfo=None, second=0) - there.replace(tzinfo=None, second=0):
            return there.astimezone(timezone(ahead * _QUARTER)).isoformat() if abs(ahead) <= _FURTHEST else own
        return own
    return visible if here.date() == there.date() - timedelta(days=1) and there.hour < 12 else own


def find_authors(own: tuple[str, ...], lines: tuple[Line, ...], words: PageWords) -> tuple[str, ...]:
    """The authors by the page's data, else by its byline."""
    names = [name for text in own for name in _names(text, words)]
    if not names:
        for line in lines:
            if line.role == "byline" or _label(line.text, words):
                names += _names(line.text, words, labelled=line.role != "byline")
    return tuple(dict.fromkeys(names))


def _label(text: str, words: PageWords) -> str:
    low = text.lower()
    for label in sorted(words.byline_labels, key=len, reverse=True):
        if low.startswith(label) and (not label.isascii() or not low[len(label) : len(label) + 1].isalpha()):
            return label
    return ""


def _names(text: str, words: PageWords, *, labelled: bool = False) -> list[str]:
    """The names in a byline."""
    label = _label(text, words)
    if size(text) > _LONGEST_STAMP:
        return []
    if labelled and not label:
        return []
    rest = _BEHIND_NAMES.split(text[len(label) :].lstrip(" :：/／"), maxsplit=1)[0]
    parts = (part.strip(" .·|") for part in _BETWEEN_NAMES.split(rest))
    return [name for part in parts if (name := _without_day(part, words)) and _is_name(name, words)]


def _without_day(name: str, words: PageWords) -> str:
    """ "Jo Roe Thursday" as it stands where a date follows the byline on the same line."""
    before, _, last = name.rpartition(" ")
    return before if last.lower() in (*words.weekdays, *words.months) else name


def _is_name(name: str, words: PageWords) -> bool:
    low = name.lower()
    if low in words.not_authors or words.outlets.named(name) or words.is_boilerplate(name) or _NOT_A_NAME.search(name):
        return False
    if is_chinese(name):
        return 2 <= len(name) <= _LONGEST_CHINESE_NAME
    return 1 <= len(name.split()) <= _LONGEST_NAME and name[:1].isupper()
