"""What the service's files promise."""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

DEPLOY = Path(__file__).parents[2] / "deploy"
UNITS = ("envoy-monitor.service", "envoy-monitor-backup.service", "envoy-monitor-backup.timer")


def directives(unit: str) -> Iterator[tuple[str, str, str]]:
    """(section, key, value) of each line; keys may repeat."""
    section = ""
    for line in (DEPLOY / unit).read_text().splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif line and not line.startswith("#"):
            key, _, value = line.partition("=")
            yield section, key, value


def values(unit: str, key: str) -> list[str]:
    return [value for _, name, value in directives(unit) if name == key]


@pytest.mark.parametrize("unit", UNITS)
def test_units_are_well_formed(unit: str) -> None:
    parser = configparser.RawConfigParser(strict=False)
    parser.read(DEPLOY / unit)
    assert parser.has_section("Unit")
    assert max(len(line) for line in (DEPLOY / unit).read_text().splitlines()) <= 120


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("Type", "notify-reload"),
        ("DynamicUser", "yes"),
        ("StateDirectory", "envoy-monitor"),
        ("RestartPreventExitStatus", "78"),
        ("Restart", "on-failure"),
        ("WatchdogSec", "1min"),
        ("CapabilityBoundingSet", ""),
        ("ProtectSystem", "strict"),
        ("MemoryDenyWriteExecute", "yes"),
    ],
)
def test_the_daemon_s_unit(key: str, value: str) -> None:
    assert values("envoy-monitor.service", key) == [value]


def test_the_backup_owns_what_the_daemon_owns_and_has_no_network() -> None:
    assert values("envoy-monitor-backup.service", "User") == values("envoy-monitor.service", "User")
    assert values("envoy-monitor-backup.service", "PrivateNetwork") == ["yes"]
    assert values("envoy-monitor-backup.service", "LoadCredential") == values("envoy-monitor.service", "LoadCredential")


def test_the_secrets_that_the_documentation_names_are_those_that_the_unit_loads() -> None:
    loaded = {value.partition(":")[0] for value in values("envoy-monitor.service", "LoadCredential")}
    told = (DEPLOY.parent / "docs" / "deploy.md").read_text()
    assert loaded
    assert all(f"`{name}`" in told for name in loaded)


SCRIPTS = (
    "install.sh",
    "deb.sh",
    "systemd-test.sh",
    "envoy-monitor.command",
    *(f"debian/{name}" for name in ("preinst", "postinst", "prerm", "postrm")),
)


@pytest.mark.parametrize("script", SCRIPTS)
def test_scripts_parse_and_can_be_run(script: str) -> None:
    subprocess.run(["sh", "-n", str(DEPLOY / script)], check=True)
    assert (DEPLOY / script).stat().st_mode & 0o111 == 0o111


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed here")
@pytest.mark.parametrize(("unit", "most"), [("envoy-monitor.service", 1.0), ("envoy-monitor-backup.service", 0.3)])
def test_exposure(unit: str, most: float) -> None:
    command = ["systemd-analyze", "security", "--offline=true", "--no-pager", str(DEPLOY / unit)]
    told = subprocess.run(command, check=False, capture_output=True, text=True).stdout
    found = re.search(r"exposure level for \S+: ([\d.]+)", told)
    assert found is not None, told
    assert float(found[1]) <= most


def test_nothing_is_installed_that_is_not_removed() -> None:
    script = (DEPLOY / "install.sh").read_text()
    removal = script.partition("uninstall() {")[2]
    for unit in UNITS:
        assert unit in removal
    for place in (
        "$PROGRAM",
        "$DOCS",
        "$COMMAND",
        "$SETTINGS",
        "tmpfiles.d/envoy-monitor.conf",
        "50-older-systemd.conf",
    ):
        assert place in removal


def test_purging_the_package_leaves_nothing() -> None:
    """What its scripts and its use make; what it brings is dpkg's to remove."""
    removal = (DEPLOY / "debian" / "postrm").read_text()
    for place in (
        "/etc/envoy-monitor",
        "/etc/credstore/envoy-monitor.*",
        "/var/lib/private/",
        "envoy-monitor.service.d",
    ):
        assert place in removal
    assert "__pycache__" in (DEPLOY / "debian" / "prerm").read_text()
