from __future__ import annotations

import time
import tomllib
from pathlib import Path

import pytest

from monitor.core.errors import ConfigurationError
from monitor.knowledge import default_folder, load_knowledge
from tests.support.reading import knowledge


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def mistakes(own: Path) -> list[str]:
    with pytest.raises(ConfigurationError) as caught:
        load_knowledge(own)
    return [str(mistake) for mistake in caught.value.mistakes]


def test_the_packaged_files_are_right_and_hold_both_languages() -> None:
    assert {"en", "zh"} <= set(knowledge().languages)
    assert knowledge().language("zh").code == "zh"
    assert knowledge().language("xx").code == "en"
    assert "us.kerry" in knowledge().officials.by_id


def test_loading_is_quick() -> None:
    start = time.process_time()
    load_knowledge()
    assert time.process_time() - start < 1.5  # a third of it on a quiet machine; the bound only guards against a slip


def test_a_users_person_takes_a_place_beside_the_others(tmp_path: Path) -> None:
    write(
        tmp_path,
        "officials.toml",
        """
        [[person]]
        id = "us.roe"
        name = "Jane Roe"
        country = "US"
        [[person.role]]
        title = "Special Envoy for Climate"
        tier = "envoy"
        start = "2030"
        """,
    )
    people = load_knowledge(tmp_path).officials.by_id
    assert people["us.roe"].name == "Jane Roe"
    assert "us.kerry" in people


def test_a_users_entry_takes_the_place_of_its_namesake(tmp_path: Path) -> None:
    write(
        tmp_path,
        "officials.toml",
        """
        [[person]]
        id = "us.kerry"
        name = "John Forbes Kerry"
        country = "US"
        [[person.role]]
        title = "Retired"
        tier = "none"
        start = "2024"
        """,
    )
    kerry = load_knowledge(tmp_path).officials.by_id["us.kerry"]
    assert kerry.name == "John Forbes Kerry"
    assert [office.tier for office in kerry.offices] == ["none"]


def test_a_users_list_takes_a_lists_place(tmp_path: Path) -> None:
    write(tmp_path, "languages/en/text.toml", 'abbreviations = ["Smr"]\n')
    words = load_knowledge(tmp_path).language("en").text
    assert words.abbreviations == {"Smr"}
    assert words.months["May"] == 5


def test_every_mistake_is_named_with_its_file_and_line(tmp_path: Path) -> None:
    officials = write(
        tmp_path,
        "officials.toml",
        """# a user's own
[[person]]
id = "us.kerry"
name = "John Kerry"
country = "US"
[[person.role]]
title = "Special Envoy for Climate"
tier = "envoy"

[[person]]
id = "us.doe"
name = "Jake Sullivan"
country = "US"
[[person.role]]
title = "Adviser"
tier = "official"
start = "2021"
""",
    )
    people = write(
        tmp_path,
        "languages/en/people.toml",
        "[[introduction]]\npattern = '''{name} (is|was {role}'''\nright = []\nwrong = []\n",
    )
    found = mistakes(tmp_path)
    assert any(line.startswith(f"{officials}: line 6, person[") and "the role has no dates" in line for line in found)
    assert any(line.startswith(f"{officials}: line 10, ") and "'Jake Sullivan' means" in line for line in found)
    assert any(line.startswith(f"{people}: line 2, ") and "does not compile" in line for line in found)


def test_what_is_no_toml_is_said_so(tmp_path: Path) -> None:
    path = write(tmp_path, "places.toml", 'a = "b\n')
    [line] = mistakes(tmp_path)
    assert line.startswith(f"{path}: line 1")
    assert "is no TOML" in line


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert "does not exist" in mistakes(tmp_path / "nowhere")[0]


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "topics.toml").write_bytes(b"\xff\xfe")
    assert "cannot be read" in mistakes(tmp_path)[0]


def test_a_language_is_a_folder(tmp_path: Path) -> None:
    packaged = default_folder() / "languages" / "en"
    for path in packaged.glob("*.toml"):
        write(tmp_path, f"languages/de/{path.name}", path.read_text("utf-8"))
    assert load_knowledge(tmp_path).language("de").code == "de"


def test_every_listed_person_has_evidence() -> None:
    data = tomllib.loads((default_folder() / "officials.toml").read_text("utf-8"))
    grades = {role["evidence"] for person in data["person"] for role in person["role"]}
    assert grades <= {"verified", "part-verified", "memory"}
