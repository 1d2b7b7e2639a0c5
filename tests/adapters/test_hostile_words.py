"""Alerts made of strangers' worst words: whatever a story says, what arrives is clean, whole and within its limits."""

from __future__ import annotations

import json
import unicodedata
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from lxml import html

from monitor.adapters.mail_message import mail_message
from monitor.core.delivery.alert import Alert, Source
from monitor.core.delivery.chat import chat_message
from monitor.core.delivery.digest import digest
from monitor.core.delivery.payload import MOST_BYTES, webhook_body
from tests.support.alerts import alert, body
from tests.support.clock import START

WORST = (
    "Talks\r\nBcc: x@example.org\r\n\r\n<script>alert(1)</script>",
    "=?utf-8?q?hi=0D=0ABcc:x@example.org?=",
    "END:VEVENT\r\nEND:VCALENDAR\r\nBEGIN:VCALENDAR\r\nATTACH:file:///etc/passwd",
    "</blockquote></table><img src=x onerror=alert(1)><style>*{display:none}</style>",
    '"><a href=javascript:alert(1)>',
    "{{ 7 * 7 }}{% raw %}{0.__class__}%s${jndi:ldap://x}",
    "@everyone @here <!channel> <@U0123456> [read](https://phish.example)",
    "\u202egnp.exe\u2066\u2067 \u200b\ufeff\u00ad\U000e0041\u3164",
    "\x00\x07\x1b[2J\x1b]0;title\x07\x9b31m\x85\u2028\u2029",
    "\ud800 \udcff \ufffe \U0010ffff",
    "z" + "\u0301\u0489" * 500,
    "شرم الشيخ: محادثات المناخ " * 20,
    "👩\u200d🔬🇨🇳🏴" * 60,
    "谈" * 100_000,
    "x" * 100_000,
    "\x01" * 100_000,
    "=" * 5000,
    "." * 3000 + "\r\n.\r\nMAIL FROM:<x@example.org>",
    "-- \r\n",
    "",
)
ADDRESSES = (
    "javascript:alert(1)",
    'https://example.org/" onmouseover=alert(1) x="',
    "https://bank.example@phish.example/",
    "https://example.org/" + "a" * 100_000,
    "data:text/html;base64,PHNjcmlwdD4=",
    "https://example.org/?a=1&b=<i>\u202e",
    "https://新闻.example/故事",
)
# Words of such a length are not made shorter letter by letter: a failure names one of those above.
settings.register_profile("long words", deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
LONG = settings.get_profile("long words")
WORDS = st.one_of(st.sampled_from(WORST), st.text(st.characters(categories=None), max_size=60))
URLS = st.sampled_from(ADDRESSES)
STATUSES = st.sampled_from(["announced", "underway", "held", "postponed", "cancelled", "<b>", "\r\n"])


@st.composite
def hostile(draw: st.DrawFn, number: int = 1) -> Alert:
    """An alert, every word of it somebody else's."""
    people = [
        {"name": draw(WORDS), "country": draw(st.sampled_from(["US", "CN", "\r\nX", "<i>"])), "role": draw(WORDS)}
        for _ in range(draw(st.integers(0, 3)))
    ]
    changes = draw(st.sampled_from([None, {"city": ["x", "y"]}, {"status": ["announced", "held"]}]))
    if changes is not None:
        changes = {**changes, "venue": [draw(WORDS), draw(WORDS)]}
    content: dict[str, Any] = body(
        changes=changes,
        evidence=draw(st.lists(WORDS, max_size=3)),
        id=f"meeting-{number}",
        title=draw(WORDS),
        status=draw(STATUSES),
        city=draw(WORDS),
        country=draw(st.sampled_from(["CN", "\r\nX", "<i>"])),
        venue=draw(WORDS),
        participants=people,
    )
    content["data"]["story"] |= {"headline": draw(WORDS), "outlet": draw(WORDS), "url": draw(URLS)}
    sources = tuple(
        Source(draw(st.sampled_from(ADDRESSES)), draw(WORDS), draw(WORDS), draw(st.sampled_from(["en", "zh", '"x'])))
        for _ in range(draw(st.integers(0, 2)))
    )
    return alert(number, content, sources=sources, confidence=0.5)


def is_clean(text: str, lines: str = "\n") -> bool:
    """Whether nothing in `text` acts, hides or cannot be written."""
    acting = {"Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"}
    found = {c for c in text if c not in lines and unicodedata.category(c) in acting}
    return not found - set("\u200b\u200c\u200d")


def mail_of(made: Alert) -> EmailMessage:
    raw = mail_message(made, "monitor@example.org", ("desk@example.org",), "desk")
    assert raw.isascii()
    assert len(raw) < 200_000
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert b"\n" not in raw.replace(b"\r\n", b"")
    return BytesParser(EmailMessage, policy=policy.default).parsebytes(raw)


def check_mail(mail: EmailMessage, meetings: int) -> None:
    assert not {"Bcc", "Cc", "Reply-To"} & set(mail.keys())
    assert len(mail["Subject"]) <= 150
    assert is_clean(mail["Subject"], "")
    text, page = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert page is not None
    assert is_clean(text.get_content().replace("\r\n", "\n"))
    check_page(page.get_content().replace("\r\n", "\n"))
    for part in mail.iter_attachments():
        check_calendar(part.get_content(), meetings)


def check_page(page: str) -> None:
    assert is_clean(page)
    tree = html.document_fromstring(page)
    assert not tree.xpath("//script | //img | //iframe | //form | //link | //object | //svg | //body//style")
    assert not tree.xpath("//@*[starts-with(name(), 'on')]")
    for address in tree.xpath("//@href"):
        assert str(address).startswith(("https://example.org/", "https://新闻.example/"))
        assert len(address) <= 2048
    assert len(tree.xpath("//table[contains(@class, 'card')]")) == 1


def check_calendar(file: str, meetings: int) -> None:
    assert file.splitlines().count("BEGIN:VCALENDAR") == 1
    calendar = Calendar.from_ical(file)
    events = calendar.walk("VEVENT")
    assert 1 <= len(events) <= meetings
    assert "ATTACH" not in {name for event in events for name in event}
    for event in events:
        assert not event.errors
        for name in ("SUMMARY", "DESCRIPTION", "LOCATION"):
            assert is_clean(str(event.get(name, "")))
    assert all(len(line.encode()) <= 75 for line in file.splitlines())


@given(hostile())
@settings(LONG, max_examples=25)
def test_a_mail(made: Alert) -> None:
    check_mail(mail_of(made), 1)


@given(st.lists(hostile(), min_size=1, max_size=3), hostile(number=2))
@settings(LONG, max_examples=8)
def test_a_digest_by_mail_and_webhook(some: list[Alert], another: Alert) -> None:
    made = digest("dig_1", "daily", "2026-05-03", START, [*some, another])
    check_mail(mail_of(made), 2)
    assert len(webhook_body(made.body)) < MOST_BYTES


@given(hostile())
@settings(LONG, max_examples=25)
def test_a_webhook(made: Alert) -> None:
    raw = webhook_body(made.body)
    assert len(raw) < MOST_BYTES
    told = json.loads(raw.decode("utf-8"))
    assert told["type"] == made.body["type"]
    assert told["data"]["meeting"].keys() == made.meeting.keys()
    assert not any(byte < 0x20 for byte in raw)


@pytest.mark.parametrize("most", [140, 450, 2000, 3500])
@given(made=hostile())
@settings(LONG, max_examples=15)
def test_a_chat_message(most: int, made: Alert) -> None:
    message = chat_message(made, most)
    assert is_clean(message.title, "")
    assert is_clean(message.body)
    assert len(message.title) + len(message.body) <= most
    told = f"{message.title} {message.body}"
    assert not [call for call in ("@everyone", "@here", "<!channel", "<@U") if call in told]
