"""The mail as bytes."""

from __future__ import annotations

from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.adapters.mail_message import mail_message, message_id
from monitor.core.delivery.alert import Alert
from monitor.core.delivery.warning import channel_disabled
from monitor.core.errors import DeliveryRefused
from tests.support.alerts import SOURCES, alert, body
from tests.support.clock import START

HEADERS = {
    "From", "To", "Subject", "Date", "Message-ID", "List-Id", "Auto-Submitted", "X-Auto-Response-Suppress",
    "MIME-Version", "Content-Type",
}  # fmt: skip


def read(made: Alert, to: tuple[str, ...] = ("desk@example.org",)) -> EmailMessage:
    raw = mail_message(made, "monitor@example.org", to, "email:desk@example.org")
    assert raw.isascii()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    return BytesParser(EmailMessage, policy=policy.default).parsebytes(raw)


def test_headers() -> None:
    mail = read(alert(), ("desk@example.org", "night@example.org"))
    assert mail["From"] == "envoy-monitor <monitor@example.org>"
    assert mail["To"] == "desk@example.org, night@example.org"
    assert mail["Subject"] == "New meeting: Dana Okafor – Lin Weiguo, Chengdu, 3–5 May 2026"
    assert mail["List-Id"] == "envoy-monitor alerts <alerts.envoy-monitor.example.org>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Date"] == "Mon, 17 Jul 2023 08:00:00 +0000"
    assert set(mail.keys()) == HEADERS


def test_text_html_and_calendar() -> None:
    mail = read(alert(sources=SOURCES))
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar",
    ]  # fmt: skip
    text, page = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert page is not None
    assert "中美气候特使将在成都会谈" in text.get_content()
    assert "中美气候特使将在成都会谈" in page.get_content()
    (calendar,) = mail.iter_attachments()
    assert calendar.get_filename() == "meeting.ics"
    assert calendar["Content-Type"].params["method"] == "PUBLISH"
    assert calendar.get_content().startswith("BEGIN:VCALENDAR")


def test_without_a_date_there_is_no_attachment() -> None:
    assert list(read(alert(content=body(start=None))).iter_attachments()) == []


def test_the_message_id_is_one_alert_s_on_one_channel() -> None:
    first = message_id("msg_1", "email:a", "example.org")
    assert first == message_id("msg_1", "email:a", "example.org")
    assert first != message_id("msg_2", "email:a", "example.org")
    assert first != message_id("msg_1", "email:b", "example.org")
    assert read(alert())["Message-ID"] == message_id("msg_1", "email:desk@example.org", "example.org")


@pytest.mark.parametrize("odd", ["a b", "x>\r\nBcc: y", "é" * 300, "a" * 41])
def test_an_odd_alert_id_makes_a_valid_message_id(odd: str) -> None:
    made = message_id(odd, "email:a", "example.org")
    assert made.isascii()
    assert len(made) < 70
    assert " " not in made


def test_an_update_answers_the_first_mail() -> None:
    update = read(alert(2, thread="msg_1", content=body(changes={"status": ["announced", "held"]})))
    first = read(alert(1))["Message-ID"]
    assert update["In-Reply-To"] == update["References"] == first
    assert update["Message-ID"] != first


@pytest.mark.parametrize(
    "title",
    [
        "Talks\r\nBcc: x@example.org",
        "Talks\nContent-Type: text/html\n\n<b>",
        "=?utf-8?q?hi=0D=0ABcc:x@example.org?=",
        "=?utf-8?b?aGkNCkJjYzp4?=",
        "Talks\u2028Bcc: x@example.org",
        "Talks\u202eskcab",
        "\x00\x1b[2J",
        "=?utf-8?q?=E8=B0=88?= =?utf-8?q?=E8=B0=88?=",
        "谈" * 500,
        "no-spaces-" * 100,
        "ends with a colon:",
        "\udcff",
    ],
)
def test_no_title_makes_a_header_of_its_own(title: str) -> None:
    mail = read(alert(content=body(title=title)))
    assert set(mail.keys()) == HEADERS
    assert len(mail["Subject"]) <= 150
    assert not {"\r", "\n", "\u2028", "\u202e", "\x00"} & set(mail["Subject"])


def test_a_message_that_does_not_read_back_is_not_sent() -> None:
    with pytest.raises(DeliveryRefused, match="does not read back as meant"):
        mail_message(alert(), "monitor@example.org", ["=?utf-8?q?a?=@example.org"], "email:a")


TEXT = st.text(st.characters(categories=None), max_size=120)


@given(TEXT, TEXT, TEXT)
def test_whatever_a_story_says_the_mail_reads_back(title: str, sentence: str, city: str) -> None:
    content: dict[str, Any] = body(title=title, city=city, evidence=[sentence])
    assert set(read(alert(content=content)).keys()) == HEADERS


def test_the_warning_of_a_disabled_channel() -> None:
    mail = read(channel_disabled("desk\r\nBcc: x", "answered 410 Gone", START))
    assert mail["Subject"] == "Channel disabled: desk Bcc: x"
    assert set(mail.keys()) == HEADERS | {"Content-Transfer-Encoding"}
    assert "answered 410 Gone" in mail.get_content()
