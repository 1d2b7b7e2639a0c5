"""An alert as a mail message (RFC 5322): text, HTML and the calendar entry, with the headers that lists send.

    Message-ID            the same for one alert and channel on every attempt
    In-Reply-To           an update answers the meeting's first mail, so that clients show one thread
    Auto-Submitted        no out-of-office answers, please (RFC 3834)

The finished bytes are read back before they are used: a header that was not meant is a refusal, not a mail.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from email import policy
from email.header import Header
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import format_datetime

from monitor.adapters.calendar import calendar_file
from monitor.adapters.message import as_html, as_text, digest_as_html, digest_as_text, warning_text
from monitor.core.delivery.alert import Alert
from monitor.core.delivery.digest import DIGEST, folded
from monitor.core.delivery.plain import header_line
from monitor.core.delivery.warning import CHANNEL_DISABLED
from monitor.core.delivery.wording import COUNTRIES, digest_title, notice
from monitor.core.errors import DeliveryRefused

_POLICY = policy.SMTP.clone(cte_type="7bit")
"""CRLF, and no byte that an old relay would have to recode."""

_LINE_END = "\r\n"

_MADE_BY_BUILDER = ["MIME-Version", "Content-Type", "Content-Transfer-Encoding"]


def mail_message(
    alert: Alert, sender: str, to: Sequence[str], channel: str, countries: Mapping[str, str] = COUNTRIES
) -> bytes:
    """The message as it goes over the wire; `countries` are names by code.

    Raises DeliveryRefused where it does not read back as meant.
    """
    subject, message = _BUILDERS.get(alert.body["type"], _alert)(alert, countries)
    headers = _headers(alert, subject, sender, to, channel)
    raw = _header_block(headers) + message.as_bytes()
    _read_back(raw, headers, alert.id)
    return raw


def _alert(alert: Alert, countries: Mapping[str, str]) -> tuple[str, EmailMessage]:
    words = notice(alert, countries)
    return words.subject, _message(as_text(words), as_html(words), calendar_file([alert], countries), "meeting.ics")


def _digest(alert: Alert, countries: Mapping[str, str]) -> tuple[str, EmailMessage]:
    subject = header_line(digest_title(alert))
    meetings = folded(alert.parts)
    entries = [notice(meeting, countries) for meeting in meetings]
    text, html = digest_as_text(subject, entries), digest_as_html(subject, entries)
    return subject, _message(text, html, calendar_file(meetings, countries), "meetings.ics")


def _message(text: str, html: str, calendar: bytes | None, filename: str) -> EmailMessage:
    message = EmailMessage(policy=_POLICY)
    message.set_content(text)
    message.add_alternative(html, subtype="html")
    if calendar:
        message.add_attachment(
            calendar.decode("utf-8"), subtype="calendar", filename=filename, params={"method": "PUBLISH"}
        )
    return message


def _warning(alert: Alert, _: Mapping[str, str]) -> tuple[str, EmailMessage]:
    data = alert.body["data"]
    message = EmailMessage(policy=_POLICY)
    message.set_content(warning_text(data["channel"], data["trouble"]))
    return header_line(f"Channel disabled: {data['channel']}"), message


_BUILDERS = {DIGEST: _digest, CHANNEL_DISABLED: _warning}


def message_id(alert_id: str, channel: str, domain: str) -> str:
    """`<ALERT.CHANNEL@domain>`, the same on every attempt and after every restart."""
    readable = alert_id if re.fullmatch(r"[A-Za-z0-9_-]{1,40}", alert_id) else _short_hash(alert_id)
    return f"<{readable}.{_short_hash(channel)}@{domain}>"


def _headers(alert: Alert, subject: str, sender: str, to: Sequence[str], channel: str) -> dict[str, str]:
    domain = sender.rpartition("@")[2]
    headers = {
        "From": f"envoy-monitor <{sender}>",
        "To": ", ".join(to),
        "Subject": subject,
        "Date": format_datetime(alert.created_at),
        "Message-ID": message_id(alert.id, channel, domain),
        "List-Id": f"envoy-monitor alerts <alerts.envoy-monitor.{domain}>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
    if alert.thread != alert.id:
        first = message_id(alert.thread, channel, domain)
        headers |= {"In-Reply-To": first, "References": first}
    return headers


def _header_block(headers: dict[str, str]) -> bytes:
    """The headers, folded. `EmailMessage` folds them itself, but loses spaces between some encoded words."""
    lines = []
    for name, value in headers.items():
        header = Header(value, "us-ascii" if value.isascii() else "utf-8", header_name=name, maxlinelen=76)
        lines.append(f"{name}: {header.encode(splitchars=',; ', linesep=_LINE_END)}{_LINE_END}")
    return "".join(lines).encode("ascii")


def _read_back(raw: bytes, meant: dict[str, str], alert_id: str) -> None:
    """Read the message as a mail program would, and compare."""
    message = BytesParser(policy=policy.default).parsebytes(raw)
    found = [(name, str(value)) for name, value in message.items() if name not in _MADE_BY_BUILDER]
    if sorted(found) != sorted(meant.items()):
        wrong = sorted({name for name, _ in set(found) ^ set(meant.items())})
        raise DeliveryRefused(f"the mail for {alert_id} does not read back as meant ({', '.join(wrong)}); not sent")


def _short_hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
