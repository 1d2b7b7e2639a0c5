"""`init`, `check-config` and `schema`: the configuration before anything runs."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from monitor.cli.context import Context
from monitor.cli.output import Form, FormOption, chosen, emit, emit_json, emit_one


class Subject(StrEnum):
    """What a schema describes."""

    record = "record"
    alert = "alert"
    config = "config"


def add_to(app: typer.Typer) -> None:
    """Add the verbs."""
    app.command()(init)
    app.command("check-config")(check_config)
    app.command()(schema)


def init(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="Where monitor.toml is written.")] = Path(),
    contact: Annotated[str | None, typer.Option(help="Mail address or web page for sites' owners.")] = None,
    webhook: Annotated[str | None, typer.Option(help="Address of a first webhook.")] = None,
    email: Annotated[str | None, typer.Option(help="Address of a first mail channel.")] = None,
    relay: Annotated[str, typer.Option(help="The mail relay.")] = "localhost",
    feed: Annotated[list[str] | None, typer.Option(help="A feed's address; may be repeated.")] = None,
    sources: Annotated[
        bool,
        typer.Option("--sources", help="Declare a starting set of sources too: governments, agencies, press, NGOs."),
    ] = False,
    force: Annotated[bool, typer.Option(help="Write over an existing file.")] = False,
) -> None:
    """Write a commented configuration to start from.

    [bold]Examples[/bold]

      envoy-monitor init

      envoy-monitor init /etc/envoy-monitor --contact desk@example.org --webhook https://hooks.example.org/envoys

      envoy-monitor init --sources --contact desk@example.org
    """
    import secrets

    from monitor.cli.starter import Wishes, new_secret, starter

    path = folder / "monitor.toml"
    if path.exists() and not force:
        raise typer.BadParameter(f"{path} exists; --force writes over it")
    asked = sys.stdin.isatty() and contact is None
    if contact is None and not asked:
        raise typer.BadParameter("--contact is needed: a mail address or web page for sites' owners")
    if asked:
        contact = typer.prompt("Contact for sites' owners (mail address or web page)")
        webhook = webhook or typer.prompt("First webhook (address, empty for none)", default="", show_default=False)
        email = email or typer.prompt("First mail channel (address, empty for none)", default="", show_default=False)
    secret = new_secret(secrets.token_bytes(32)) if webhook else None
    wishes = Wishes(contact or "", webhook or None, secret, email or None, relay, tuple(feed or ()), sources)
    folder.mkdir(parents=True, exist_ok=True)
    _write_if_right(path, starter(wishes))
    typer.echo(f"wrote {path}", err=True)
    if secret:
        typer.echo(f"the webhook's receiver verifies with: {secret}", err=True)
    typer.echo(f"next: envoy-monitor --config {path} check-config", err=True)


def _write_if_right(path: Path, text: str) -> None:
    """Leave the file as it was where `text` is no right configuration. Raises ConfigurationError."""
    from monitor.core.errors import ConfigurationError
    from monitor.settings import load_settings

    part = path.with_name(f".{path.name}.part")
    try:
        part.touch(mode=0o600)
        part.write_text(text, encoding="utf-8")
        load_settings(part)
        part.replace(path)
    except ConfigurationError as error:
        mistakes = (replace(one, file=str(path)) if one.file == str(part) else one for one in error.mistakes)
        raise ConfigurationError(tuple(mistakes)) from None
    finally:
        part.unlink(missing_ok=True)


def check_config(context: typer.Context, form: FormOption = None) -> None:
    """Validate the configuration and show what would run; every mistake is named (exit 78).

    [bold]Example[/bold]

      envoy-monitor --config /etc/envoy-monitor/monitor.toml check-config
    """
    from monitor.settings.values import format_duration

    options: Context = context.obj
    settings = options.settings
    knowledge = options.knowledge
    form = chosen(form)
    if form is Form.csv:
        emit([{"key": key, "value": value} for key, value in _flat(settings.model_dump(mode="json"))], (), form)
        return
    if form is not Form.table:
        emit_one(settings.model_dump(mode="json"), form)
        return
    interval = format_duration(settings.poll.interval)
    channels = settings.alerts.channels
    lines = {
        "archive": settings.archive.path,
        "feeds": f"{len(settings.feed)} configured, every {interval} unless set",
        "alerts": f"{', '.join(settings.alerts.kinds)} meetings to {', '.join(channels) or 'nobody (no channel)'}",
        "page": settings.web.listen or "off",
        "contact": settings.fetch.contact,
        "languages": ", ".join(sorted(knowledge.languages)),
    }
    for key, value in lines.items():
        typer.echo(f"{key:10} {value}")
    typer.echo("the configuration is right")


def _flat(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Every key with its value, named as in the configuration: `fetch.contact`, `feed[0].url`."""
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from _flat(inner, f"{name}.{key}" if name else key)
    elif isinstance(value, list) and any(isinstance(inner, dict) for inner in value):
        for number, inner in enumerate(value):
            yield from _flat(inner, f"{name}[{number}]")
    else:
        yield name, value


def schema(subject: Annotated[Subject, typer.Argument(help="What to describe.")]) -> None:
    """Print a JSON Schema: of the record, the alert or the configuration.

    [bold]Example[/bold]

      envoy-monitor schema record > record.schema.json
    """
    from importlib.resources import files

    if subject is Subject.config:
        from monitor.settings import Settings

        emit_json(Settings.model_json_schema(mode="validation"))
        return
    emit_json(json.loads((files("monitor") / "schemas" / f"{subject}.json").read_text(encoding="utf-8")))
