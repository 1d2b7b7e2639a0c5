"""What the command's frame says of wrong usage."""

from __future__ import annotations

import pytest

from monitor.cli.main import main


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("meetings", "--config", "x.toml"), "--config goes before the verb: envoy-monitor --config FILE VERB …\n"),
        (("feeds", "list", "--config=x.toml"), "--config goes before the verb: envoy-monitor --config FILE VERB …\n"),
        (("once", "-v"), "-v goes before the verb: envoy-monitor -v VERB …\n"),
        (("once", "--nothing"), ""),
        (("--config",), ""),
    ],
)
def test_a_shared_option_behind_the_verb_is_told_its_place(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], hint: str
) -> None:
    with pytest.raises(SystemExit) as end:
        main(words)
    assert end.value.code == 2
    told = capsys.readouterr().err
    assert told.endswith(hint)
    assert bool(hint) is ("goes before the verb" in told)
