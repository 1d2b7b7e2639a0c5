"""Sentences that speak of a meeting again ("the talks", 此次会谈): their length, end, delay, further people.

Seldom one tells of another meeting: what two who have just met have settled on.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from monitor.core.reading.encounters import Encounter
from monitor.core.reading.meeting_days import Days, days_of
from monitor.core.reading.occasion import NEVER, NEWS, PAST, Occasion, may_be_of, place
from monitor.core.reading.principals import Pairing

_OTHERS = frozenset({"say", "subordinate", "after", "stop", "us", "cn", "both", "third", "person", "other_event"})
"""Classes that part a day from "the talks": it is then of something else."""
_OURS = frozenset({"us", "cn", "both", "both_people", "both_sides", "both_names"})


def add_echo(echo: Encounter, occasions: list[Occasion], today: date | None) -> None:
    """Give "the talks" to the occasion last named before them (else first behind), if days and people fit it."""
    if echo.status in NEVER or _is_foreign(echo):
        return
    if echo.another:
        if _is_agreed(echo, occasions, today):
            last = occasions[-1]
            occasions.append(Occasion(last.us, last.cn, last.kind, days_of(echo), [_as_pairing(echo, last)]))
        return
    if occasion := _meant(echo, occasions, today):
        _add(echo, occasion, occasions, today)
    elif occasion := _met_otherwise(echo, occasions, today):
        occasions.append(
            Occasion(occasion.us, occasion.cn, occasion.kind, days_of(echo), [_as_pairing(echo, occasion)])
        )


def _meant(echo: Encounter, occasions: list[Occasion], today: date | None) -> Occasion | None:
    """The occasion that an echo speaks of, as far as people and states tell."""
    ours = [o for o in occasions if set(echo.members.people) <= set(o.participants)]
    if _is_session(echo):
        ours = [o for o in ours if any(map(_is_session, o.encounters))]
    fitting = [o for o in ours if may_be_of(echo, o, today)]
    before = [o for o in fitting if place(o.first) < place(echo)]
    in_title = echo.line.passage.kind in ("headline", "standfirst") or echo.status in ("cancelled", "postponed")
    in_title = in_title and echo.line.spaced
    if not fitting or not (before or echo.members.people or in_title):
        return None
    days = days_of(echo)
    if days.start:
        before = [o for o in before if o.days.start and days.fits(o.days)] or before
    first = min(fitting, key=lambda o: (not (_is_of_days(echo) and o.kind == "envoy"), place(o.first)))
    return max(before, key=lambda o: _claim(o, echo), default=first)


def _met_otherwise(echo: Encounter, occasions: list[Occasion], today: date | None) -> Occasion | None:
    """Whose new plan it is that fits no meeting ("spoke by telephone … the video conference will be in May")."""
    latest = max(occasions, key=lambda o: o.days.latest or date.min, default=None)
    plain = latest and not any(may_be_of(echo, o, today) for o in occasions)
    return latest if latest and plain and _is_new_plan(echo, days_of(echo), latest, today) else None


def _is_session(encounter: Encounter) -> bool:
    """Whether the word is a conference's as likely as a meeting's (会议)."""
    token = encounter.line.string.tokens[encounter.at]
    return token.kind == "talk" and token.value > 0


def _add(echo: Encounter, occasion: Occasion, occasions: list[Occasion], today: date | None) -> None:
    """Give an echo to its occasion with its days; those that do not fit may be a new plan's."""
    if echo.status == "announced" and any(_tells_too(echo, other) for other in occasions if other is not occasion):
        return  # "They will speak by video, said a summary of the session": what is to come is the other one
    days = days_of(echo)
    put_off = echo.status == "failed plan" or (echo.status == "postponed" and "was_to" in echo.line.classes)
    was_moved = put_off and not occasion.is_failed_plan and not echo.line.spaced
    if was_moved and not days.overlaps(occasion.days):
        return  # 会谈原定19日: the day of what now has another
    names_both = echo.line.string.tokens[echo.at].kind in ("both", "both_people")
    if echo.status == "moved" and days.start:
        occasion.echoes.append(echo)
        occasion.days = Days(days.start, days.end, days.precision, length=None)
        return
    if days.start and occasion.days.start and not days.fits(occasion.days):
        if _is_new_plan(echo, days, occasion, today):
            occasions.append(Occasion(occasion.us, occasion.cn, occasion.kind, days, [_as_pairing(echo, occasion)]))
        return
    if days.precision != "day" or not (names_both or _is_plain(echo)):
        days = Days(length=echo.length)
    says_how = echo.mode is not None and occasion.leaves_mode_open
    if names_both and not says_how and not _refines(echo, occasion):
        return
    occasion.echoes.append(echo)
    occasion.days = occasion.days.joined(days)


def _tells_too(echo: Encounter, occasion: Occasion) -> bool:
    """Whether the sentence of an echo names an occasion."""
    return any(encounter.order == echo.order for encounter in occasion.encounters)


def attend(echo: Encounter, occasions: Sequence[Occasion]) -> None:
    """Let somebody take part in what the same passage or the one before has told of: the last, or each ("at both").

    A Chinese readout of one meeting ends with who was there.
    """
    if echo.status in NEVER or echo.another or not echo.members.people:
        return
    here = echo.line.passage.index
    behind = echo.line.kinds(echo.at, echo.at + 5)
    each = "each_time" in behind
    reach = here if echo.line.spaced and (each or "talk" in behind) else 1  # "was present at the meeting"
    near = {
        place(e): occasion
        for occasion in occasions
        for e in occasion.encounters
        if place(e) < place(echo) and here - reach <= e.line.passage.index <= here
    }
    told = [near[at] for at in sorted(near)] or ([] if echo.line.spaced else _only(occasions))
    for occasion in told if each else told[-1:]:
        occasion.guests += [who for who in echo.members.people if who not in occasion.participants]


def _only(occasions: Sequence[Occasion]) -> list[Occasion]:
    """The one meeting of envoys or officials that a story tells of; none where there are several."""
    ours = [occasion for occasion in occasions if occasion.kind != "other"]
    return ours if len(ours) == 1 else []


def _is_new_plan(echo: Encounter, days: Days, occasion: Occasion, today: date | None) -> bool:
    """ "They agreed to see each other in June": told of two people who have just met or spoken."""
    latest = occasion.days.latest
    is_ahead = bool(today and days.latest and days.latest > today and latest and latest <= today)
    return is_ahead and echo.status == "announced" and _is_plain(echo)


def _is_just_over(occasion: Occasion, today: date) -> bool:
    """Whether a meeting has taken place lately; one without a day has if its sentences say so."""
    if occasion.days.latest:
        return today - NEWS <= occasion.days.latest <= today
    return occasion.days.by is None and PAST.issuperset(occasion.states)


def _is_agreed(echo: Encounter, occasions: list[Occasion], today: date | None) -> bool:
    """Whether the two who have just met, and nobody else, have settled on seeing each other again some day."""
    over = [o for o in occasions if today and _is_just_over(o, today)]
    only = len(occasions) == len(over) == 1 and occasions[0].kind == "envoy"
    latest = days_of(echo).latest
    ahead = not echo.dates or (not echo.line.spaced and today is not None and latest is not None and latest > today)
    return only and echo.agreed and echo.status == "announced" and ahead


def _as_pairing(echo: Encounter, occasion: Occasion) -> Pairing:
    return Pairing(echo, occasion.us, occasion.cn, occasion.kind, (occasion.us, occasion.cn), inferred=True)


def _is_plain(echo: Encounter) -> bool:
    """Whether the day stands in the clause of "the talks"."""
    tokens = echo.line.string.tokens
    days = [i for i, t in enumerate(tokens) if t.kind == "date" and echo.line.dates[t.value] in echo.dates]
    return any(not _OTHERS & set(echo.line.between(i, echo.at)) for i in days)


def _refines(echo: Encounter, occasion: Occasion) -> bool:
    """Whether a sentence on both sides and a day may say when: only where nothing better does, or until when."""
    return occasion.days.precision != "day" or any(mention.bound == "until" for mention in echo.dates)


def _claim(occasion: Occasion, echo: Encounter) -> tuple[bool, tuple[int, int]]:
    """Whose "the talks" are: those of several days are envoys', for others receive; else of the occasion named last."""
    last = max(encounter for encounter in map(place, occasion.encounters) if encounter < place(echo))
    return _is_of_days(echo) and occasion.kind == "envoy", last


def _is_of_days(echo: Encounter) -> bool:
    return (echo.length or 1) > 1 or echo.nth_day > 1


def _is_foreign(echo: Encounter) -> bool:
    """The sentence gives the talks to somebody else (ministers of the Group of 20 end their meeting)."""
    before = list(echo.line.kinds(0, echo.at))
    saying = [i for i, kind in enumerate(before) if kind == "say" or (kind == "stop" and not echo.line.spaced)]
    before = before[saying[-1] + 1 :] if saying else before  # who says so is nobody who takes part
    if not echo.line.spaced and _is_a_bodys(before):
        return True
    return bool({"third", "body", "country"} & set(before)) and not _OURS & set(before)


def _is_a_bodys(before: list[str]) -> bool:
    """联合国气候谈判工作组会议: an organisation's own meeting, of which the rest of the sentence speaks."""
    bodies = [i for i, kind in enumerate(before) if kind == "body"]
    return any({"talk", "meet"} & set(before[i + 1 : i + 12]) and not _OURS & set(before[:i]) for i in bodies)
