"""What every verb is given."""

from pathlib import Path

from monitor.cli.context import find_configuration


def test_where_the_configuration_is_looked_for(tmp_path: Path) -> None:
    given = tmp_path / "given.toml"
    assert find_configuration(given, {}) == given
    assert find_configuration(None, {"ENVOY_MONITOR_CONFIG": str(given)}) == given
    assert find_configuration(None, {}).name == "monitor.toml"
