from __future__ import annotations

import tomllib
from typing import Any

from monitor.knowledge import default_folder
from monitor.toml_lines import find_lines

TEXT = """# comment
top = 1

[months]
May = 5
"June" = 6

[[person]]
id = "a"
[[person.role]]
start = "2020"
[[person.role]]
start = '''
end = "not a key"
'''
[[person]]
id = "b"
[[person.role]]
start = "2021"
[speech.verbs]
said = true
"""


def test_finds_the_line_of_every_path() -> None:
    lines = find_lines(TEXT)
    expected = {
        "top": 2,
        "months.May": 5,
        "months.June": 6,
        "person[0]": 8,
        "person[0].role[0].start": 11,
        "person[0].role[1].start": 13,
        "person[1]": 16,
        "person[1].role[0].start": 19,
        "speech.verbs.said": 21,
    }
    assert {path: lines.get(path) for path in expected} == expected
    assert not [path for path in lines if path.endswith(".end")]


def _paths(value: Any, path: str = "") -> list[str]:
    if isinstance(value, dict):
        return [found for key, inner in value.items() for found in _paths(inner, f"{path}.{key}" if path else key)]
    if isinstance(value, list) and value and isinstance(value[0], dict) and not path.endswith(("right", "wrong")):
        return [found for index, inner in enumerate(value) for found in _paths(inner, f"{path}[{index}]")]
    return [path]


def test_finds_everything_that_the_parser_finds() -> None:
    text = (default_folder() / "officials.toml").read_text("utf-8")
    assert set(_paths(tomllib.loads(text))) <= set(find_lines(text))
