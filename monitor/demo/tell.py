"""What the demonstration says on the terminal."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from monitor.core.records import Reason
from monitor.demo.newsroom import Newsroom
from monitor.demo.receivers import HookReceiver, MailReceiver
from monitor.demo.story_files import NewsroomStory
from monitor.settings import Settings
from monitor.store.archive import Archive
from monitor.store.decisions import trail

_VERDICTS = {"new": "a new meeting", "updated": "a real change", "none": "no alert"}
_STEPS = ("fetch", "read", "relevance", "copy", "meeting", "alert")
_HEADS = {
    ("copy", "copy"): "a copy: ",
    ("meeting", "new"): "a new meeting: ",
    ("meeting", "known"): "a known meeting: ",
    ("meeting", "none"): "no meeting: ",
    ("meeting", "left_out"): "left out: ",
    ("alert", "none"): "no alert: ",
}
"""What is told of a trail, by step and outcome; `why` tells the rest, such as which other meetings it is not."""
_INDENT = (0, 0, 0, 14)


class Teller:
    """Prints story by story what was found, what alerted, what did not and why."""

    def __init__(self, console: Console, folder: Path) -> None:
        self._console = console
        self._folder = folder
        self._hooks_told = 0
        self._mails_told = 0
        self._wrong: list[str] = []

    def begin(self, newsroom: Newsroom, settings: Settings) -> None:
        """Say what is going to happen."""
        span = newsroom.moments[-1] - newsroom.moments[0]
        self._console.print(
            Text.assemble(
                ("envoy-monitor, on a newsroom of its own. ", "bold"),
                f"{len(newsroom.stories)} stories of {len(newsroom.outlets)} outlets, {span.days} days in some "
                "seconds; alerts go to a webhook and a mail server, everything on loopback.",
            )
        )
        for feed in settings.feed:
            self._console.print(Text(f"  feed {feed.name}  {feed.url}", style="dim"))
        self._console.print(Text.assemble("  page ", (f"http://{settings.web.listen}/", "bold")))

    async def story(
        self, story: NewsroomStory, archive: Archive, address: str, hook: HookReceiver, mail: MailReceiver
    ) -> None:
        """One story: the headline, what the daemon made of it, the alert that it set off."""
        console = self._console
        console.print()
        console.print(
            Text.assemble(
                (f"{story.published:%d %b %H:%M}  ", "dim"),
                (f"{story.outlet.name}  ", "cyan"),
                (story.headline, "bold"),
                (f"   ({story.shows})", "dim"),
            )
        )
        for line in _findings(await trail(archive, address)):
            console.print(Padding(line, _INDENT))
        fresh = hook.received[self._hooks_told :]
        mails = mail.received[self._mails_told :]
        self._hooks_told, self._mails_told = len(hook.received), len(mail.received)
        for delivery in fresh:
            console.print(Padding(_alert(delivery.body, delivery.genuine), _INDENT))
        for message in mails:
            console.print(Padding(_mail(message), _INDENT))
        self._judge(story, [delivery.body["type"].removeprefix("meeting.") for delivery in fresh])
        if any(not delivery.genuine for delivery in fresh):
            self._wrong.append(f"{story.headline}: the webhook's signature is wrong")
        if len(fresh) != len(mails):
            self._wrong.append(f"{story.headline}: {len(fresh)} webhooks, but {len(mails)} mails")

    def _judge(self, story: NewsroomStory, types: list[str]) -> None:
        if types != ([] if story.alert == "none" else [story.alert]):
            given = ", ".join(types) or "no alert"
            self._wrong.append(f"{story.headline}: ought to give {_VERDICTS[story.alert]}, gave {given}")

    async def end(self, archive: Archive, hook: HookReceiver, mail: MailReceiver) -> bool:
        """The summary, and the commands to look further. Whether all went as it ought to."""
        console = self._console
        meetings = await archive.read("SELECT * FROM meetings WHERE kind <> 'other' ORDER BY start")
        table = Table(title="\nMeetings known at the end", title_justify="left", box=None, pad_edge=False)
        for heading in ("meeting", "status", "stories", "outlets", "independent", "alerts"):
            table.add_column(heading, justify="left" if heading in ("meeting", "status") else "right")
        for row in meetings:
            sent = await archive.read_one("SELECT count(*) AS n FROM alert WHERE meeting_id = ?", (row["id"],))
            figures = (row["stories"], row["outlets"], row["independent"], sent["n"] if sent else 0)
            table.add_row(Text(row["title"]), row["status"], *map(str, figures))
        console.print(table)
        genuine = sum(delivery.genuine for delivery in hook.received)
        console.print(
            f"\n{len(hook.received)} webhooks received ({genuine} with the right signature), "
            f"{len(mail.received)} mails, {len({delivery.id for delivery in hook.received})} different alerts."
        )
        for line in self._wrong:
            console.print(Text(f"not as it ought to be: {line}", style="red"))
        command = f"envoy-monitor --config {self._folder / 'monitor.toml'}"
        console.print("\nThe archive stays. Look at it with:", style="bold")
        for verb in ("meetings", "stories --relevant", "alerts list"):
            console.print(f"  {command} {verb}", soft_wrap=True)
        query = '"SELECT title, status, stories FROM meetings"'
        console.print(f"  sqlite3 {self._folder / 'archive.sqlite3'} {query}", soft_wrap=True)
        return not self._wrong


def _findings(reasons: Sequence[Reason]) -> Iterator[Text]:
    """The trail in short: what stopped the story, or how far it came."""
    screened = [reason for reason in reasons if reason.step == "screen"]
    if screened and all(reason.step != "relevance" for reason in reasons):
        yield Text.assemble("screened out: ", (screened[-1].detail, "dim"))
        return
    for reason in sorted((reason for reason in reasons if reason.step in _STEPS), key=lambda r: _STEPS.index(r.step)):
        if head := _head(reason):
            yield Text.assemble(head, (reason.detail, "dim"))


def _head(reason: Reason) -> str | None:
    if reason.step in ("fetch", "read"):
        return f"{reason.step} {reason.outcome}: "
    if reason.step == "relevance":
        return f"{reason.outcome} {reason.score or 0:.2f}: "
    return _HEADS.get((reason.step, reason.outcome))


def _alert(body: dict[str, Any], genuine: bool) -> Text:
    meeting = body["data"]["meeting"]
    changes = body["data"].get("changes") or {}
    changed = "; ".join(f"{key}: {_word(before)} → {_word(after)}" for key, (before, after) in changes.items())
    signature = ("signature right", "green") if genuine else ("signature WRONG", "bold red")
    return Text.assemble(
        ("ALERT ", "bold green"),
        (f"{body['type']}  {meeting['title']}", "bold"),
        (f"  {changed}" if changed else f"  {meeting['status']}", ""),
        "  webhook: ",
        signature,
    )


def _mail(message: EmailMessage) -> Text:
    return Text.assemble(("MAIL  ", "bold green"), str(message["subject"]))


def _word(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
