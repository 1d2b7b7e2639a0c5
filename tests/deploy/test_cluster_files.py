"""The files for a cluster: whole, and with options that its commands know."""

from __future__ import annotations

import configparser
import os
import re
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import yaml  # type: ignore[import-untyped]
from distributed.cli import dask_scheduler, dask_worker

DEPLOY = Path(__file__).parents[2] / "deploy"
CLUSTER = DEPLOY / "cluster"
COMMANDS: dict[str, click.Command] = {"scheduler": dask_scheduler.main, "worker": dask_worker.main}


def commands() -> Iterator[tuple[str, str, str]]:
    """(file, kind, words) of each command that starts a node."""
    for path in sorted(CLUSTER.iterdir()):
        text = path.read_text()
        if path.suffix == ".yaml":
            for part in yaml.safe_load_all(text):
                for container in part["spec"].get("template", {}).get("spec", {}).get("containers", []):
                    _, kind, *words = container["command"]
                    yield path.name, kind, " ".join(words)
        elif found := re.search(r"dask\"? (scheduler|worker)((?:.*\\\n)*.*)", text):
            yield path.name, found[1], found[2]


@pytest.mark.parametrize(("file", "kind", "words"), [*commands()])
def test_every_option_is_known_to_the_command(file: str, kind: str, words: str) -> None:
    known = {option for parameter in COMMANDS[kind].params for option in (*parameter.opts, *parameter.secondary_opts)}
    given = set(re.findall(r"--[a-z-]+", words))
    assert given <= known
    assert {"--tls-ca-file", "--tls-cert", "--tls-key"} <= given
    assert ("--no-nanny" in given) is (kind == "worker")


def test_all_four_ways_are_there() -> None:
    assert {file for file, _, _ in commands()} == {
        "envoy-dask-scheduler.service",
        "envoy-dask-worker.service",
        "kubernetes.yaml",
        "slurm.sh",
    }


@pytest.mark.parametrize("unit", sorted(CLUSTER.glob("*.service")), ids=lambda unit: unit.name)
def test_units_are_well_formed(unit: Path) -> None:
    parser = configparser.RawConfigParser(strict=False)
    parser.read(unit)
    assert parser.get("Service", "restart") == "always"
    assert max(map(len, unit.read_text().splitlines())) <= 120


@pytest.mark.parametrize("script", [*sorted(CLUSTER.glob("*.sh")), DEPLOY / "envoy-monitor-standby.sh"], ids=str)
def test_scripts_can_be_read(script: Path) -> None:
    shell = "bash" if "bash" in script.read_text().splitlines()[0] else "sh"
    assert subprocess.run([shell, "-n", script], check=False).returncode == 0


def test_certificates_are_made_once_and_fit(tmp_path: Path) -> None:
    for _ in range(2):
        subprocess.run(["sh", CLUSTER / "make-certificates.sh", tmp_path], check=True, capture_output=True)
    for role in ("scheduler", "worker", "monitor"):
        pem, key = tmp_path / f"{role}.pem", tmp_path / f"{role}.key"
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_cert_chain(pem, key)
        assert key.stat().st_mode & 0o077 == 0
        checked = subprocess.run(["openssl", "verify", "-CAfile", tmp_path / "ca.pem", pem], check=False)
        assert checked.returncode == 0


def test_litestream_copies_the_service_s_archive() -> None:
    (database,) = yaml.safe_load((DEPLOY / "litestream.yml").read_text())["dbs"]
    assert database["path"] == "/var/lib/private/envoy-monitor/archive.sqlite3"
    assert database["path"] in (DEPLOY / "envoy-monitor-standby.sh").read_text()


def test_a_standby_takes_over_with_the_services_archive_and_keeps_the_old_one_whole(tmp_path: Path) -> None:
    archive, said = tmp_path / "state" / "archive.sqlite3", tmp_path / "said"
    archive.parent.mkdir()
    if os.geteuid() == 0:
        os.chown(archive.parent, 54_321, 54_321)
    for end in ("", "-wal"):
        archive.with_name(f"{archive.name}{end}").write_text(f"old{end}")
    (tmp_path / "bin").mkdir()
    for name in ("systemctl", "envoy-monitor", "litestream"):
        command = tmp_path / "bin" / name
        restores = 'echo new >"$5"' if name == "litestream" else ""
        command.write_text(f'#!/bin/sh\necho {name} "$1" >>{said}\n{restores}\n')
        command.chmod(0o755)
    environment = {"PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}", "ARCHIVE": str(archive)}
    subprocess.run(["sh", DEPLOY / "envoy-monitor-standby.sh"], check=True, env=environment)
    assert {path.name: path.read_text().strip() for path in archive.parent.iterdir()} == {
        "archive.sqlite3": "new",
        "archive.sqlite3.before": "old",
        "archive.sqlite3.before-wal": "old-wal",
    }
    assert archive.stat().st_uid == archive.parent.stat().st_uid
    assert said.read_text().splitlines() == [
        "systemctl stop",
        "litestream restore",
        "envoy-monitor verify",
        "systemctl start",
    ]
