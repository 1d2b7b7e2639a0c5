"""An alert as a chat message: a title and plain lines that read well in any service, cut to what it takes.

No markup: each service has its own, and a stranger's asterisk would be taken for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from monitor.core.delivery.alert import Alert
from monitor.core.delivery.digest import DIGEST, folded
from monitor.core.delivery.plain import one_line
from monitor.core.delivery.warning import CHANNEL_DISABLED
from monitor.core.delivery.wording import COUNTRIES, Notice, digest_title, notice


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """What a chat service is given."""

    title: str
    body: str


_OPEN_AGAIN = "What waited for it is kept; envoy-monitor alerts resend opens it again."


def chat_message(alert: Alert, most: int, countries: Mapping[str, str] = COUNTRIES) -> ChatMessage:
    """`alert` in words, title and body in at most `most` characters: what matters least is left out first."""
    kind = alert.body["type"]
    if kind == CHANNEL_DISABLED:
        data = alert.body["data"]
        title, blocks = f"Channel disabled: {one_line(data['channel'], 100)}", [one_line(data["trouble"]), _OPEN_AGAIN]
        return _message(title, lambda left: _fit(blocks, left), most)
    if kind == DIGEST:
        entries = [_briefly(notice(entry, countries)) for entry in folded(alert.parts)]
        return _message(digest_title(alert), lambda left: _fit(entries, left), most)
    words = notice(alert, countries)
    return _message(words.subject, lambda left: _whole(words, left), most)


def _whole(words: Notice, most: int) -> str:
    """In this order as far as it fits: the facts, what changed, a source, who, a sentence, more sources, the id."""
    facts = _facts(words)
    changes = [f"{change.what}: {change.before} → {change.after}" for change in words.changes]
    people = [
        f"• {person.name}{f' ({person.side})' if person.side else ''}{f', {person.role}' if person.role else ''}"
        for person in words.participants
    ]
    sources = [_source(words, number) for number in range(min(4, len(words.links)))]
    # (place in the message, the block), by what it matters.
    ranked = [
        (0, "\n".join(facts)),
        (1, "\n".join(["What changed", *changes]) if changes else ""),
        (4, sources[0] if sources else ""),
        (2, "\n".join(["Who", *people]) if people else ""),
        (3, f"“{words.evidence[0]}”" if words.evidence else ""),
        *((5, source) for source in sources[1:]),
        (6, f"envoy-monitor, alert {words.id}"),
    ]
    blocks = [(place, block) for place, block in ranked if block]
    for count in range(len(blocks), 0, -1):
        text = "\n\n".join(block for _, block in sorted(blocks[:count], key=lambda chosen: chosen[0]))
        if len(text) <= most:
            return text
    return one_line("; ".join(facts), most)


def _facts(words: Notice) -> list[str]:
    told = (("When", words.when), ("Where", words.where), ("How", words.mode), ("Status", words.status))
    return [*(f"{name}: {value}" for name, value in told if value), words.certainty]


def _source(words: Notice, number: int) -> str:
    link = words.links[number]
    return "\n".join([f"{link.headline} ({link.about})" if link.about else link.headline, *filter(None, [link.url])])


def _briefly(words: Notice) -> str:
    """A digest's entry."""
    place = f"{words.when}, {words.where}" if words.where else words.when
    changes = [f"{change.what}: {change.before} → {change.after}" for change in words.changes]
    links = [link.url for link in words.links[:1] if link.url]
    return "\n".join([words.subject, f"{place} · {words.status}", *changes, words.certainty, *links])


def _fit(blocks: Sequence[str], most: int) -> str:
    """The first blocks, and how many there are beyond them."""
    for count in range(len(blocks), 0, -1):
        more = [f"… and {len(blocks) - count} more"] if count < len(blocks) else []
        text = "\n\n".join([*blocks[:count], *more])
        if len(text) <= most:
            return text
    return one_line(f"{len(blocks)} in all: {blocks[0]}", most)


def _message(title: str, body: Callable[[int], str], most: int) -> ChatMessage:
    title = _quiet(one_line(title, max(most // 2, 60)))
    # Every @ and < may grow by one character.
    left = max(most - len(title) - 2, 20)
    text = body(left)
    grown = len(_quiet(text)) - len(text)
    return ChatMessage(title, _quiet(body(left - grown) if grown and left > grown else text))


def _quiet(text: str) -> str:
    """No mention in a headline calls anybody: nothing follows an @ directly, and `<!…` is no command."""
    return re.sub(r"@(?=\w)|<(?=[!@#])", lambda mark: f"{mark[0]}\u200b", text)
