"""The command's frame: global options, verbs, and what becomes of an error.

Exit codes: 0 done, 1 failed, 2 wrong usage, 78 wrong configuration (EX_CONFIG of sysexits.h).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer

import monitor
from monitor.cli import alerts, archive, backfill, config, daemon, demo, export, feeds, meetings, parse, search, upkeep
from monitor.cli.context import Context
from monitor.core.errors import ConfigurationError, MonitorError

app = typer.Typer(
    name="envoy-monitor",
    help="Watches the news for US–China climate diplomacy and alerts once when the envoys meet.",
    epilog="Begin with: envoy-monitor demo",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"envoy-monitor {monitor.__version__}")
        raise typer.Exit


@app.callback()
def options(
    context: typer.Context,
    config: Annotated[
        Path | None,
        typer.Option(
            help="The configuration; else $ENVOY_MONITOR_CONFIG, /etc/envoy-monitor/monitor.toml, config/monitor.toml.",
            show_default=False,
        ),
    ] = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log more.")] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Take the options that every verb shares."""
    context.obj = Context(config, verbose)


for group in (demo, daemon, config, parse, archive, search, meetings, alerts, export, feeds, backfill, upkeep):
    group.add_to(app)


def main(words: Sequence[str] | None = None) -> None:
    """Run the command (the process's own words unless given) and end with its exit code (SystemExit)."""
    try:
        app(words)
    except SystemExit as end:
        if end.code == _WRONG_USAGE and (late := _behind_the_verb(sys.argv[1:] if words is None else words)):
            print(f"{late} goes before the verb: envoy-monitor {late}{_VALUE.get(late, '')} VERB …", file=sys.stderr)
        raise
    except ConfigurationError as error:
        print(f"envoy-monitor: the configuration is wrong:\n{error}", file=sys.stderr)
        sys.exit(78)
    except MonitorError as error:
        print(f"envoy-monitor: {error}", file=sys.stderr)
        sys.exit(1)
    except BaseExceptionGroup as group:
        # The daemon's tasks end together; what an operator can mend is said in lines, a defect keeps its trace.
        if group.split(MonitorError)[1] is not None:
            raise
        for leaf in _leaves(group):
            print(f"envoy-monitor: {leaf}", file=sys.stderr)
        sys.exit(1)
    except BrokenPipeError:
        # The reader (head, less) has seen enough. Python would complain again when it closes standard output.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


def _behind_the_verb(words: Sequence[str]) -> str | None:
    """The first of the shared options that stands behind a verb, where it is none of the verb's own."""
    verbs = {command.name or getattr(command.callback, "__name__", "") for command in app.registered_commands}
    verbs |= {group.name or group.typer_instance.info.name for group in app.registered_groups if group.typer_instance}
    verb = next((place for place, word in enumerate(words) if word in verbs), len(words))
    given = (word.split("=")[0] for word in words[verb:])
    return next((word for word in given if word in _SHARED), None)


_WRONG_USAGE = 2
_SHARED = ("--config", "-v", "--verbose")
_VALUE = {"--config": " FILE"}


def _leaves(group: BaseExceptionGroup[BaseException]) -> Iterator[BaseException]:
    for error in group.exceptions:
        if isinstance(error, BaseExceptionGroup):
            yield from _leaves(error)
        else:
            yield error
