from __future__ import annotations

import pytest

from monitor.core.reading.data import Reader
from monitor.core.reading.inflection import forms_of, forms_of_noun, read_forms


@pytest.mark.parametrize(
    ("verb", "irregular", "forms"),
    [
        ("receive", {}, "receive, receives, received, receiving"),
        ("host", {}, "host, hosts, hosted, hosting"),
        ("carry", {}, "carry, carries, carried, carrying"),
        ("stay", {}, "stay, stays, stayed, staying"),
        ("chat", {}, "chat, chats, chatted, chatting"),
        ("scrap", {}, "scrap, scraps, scrapped, scrapping"),
        ("speak", {"speak": ["spoke", "spoken"]}, "speak, speaks, spoke, spoken, speaking"),
        ("sit down", {"sit": ["sat"]}, "sit down, sits down, sat down, sitting down"),
        ("confer", {"confer": ["conferred"]}, "confer, confers, conferred, conferring"),
        ("open", {}, "open, opens, opened, opening"),
        ("box", {}, "box, boxes, boxed, boxing"),
        ("veto", {}, "veto, vetoes, vetoed, vetoing"),
        ("agree", {}, "agree, agrees, agreed, agreeing"),
        ("have", {"have": ["had"]}, "have, has, had, having"),
    ],
)
def test_a_verb_has_its_forms(verb: str, irregular: dict[str, list[str]], forms: str) -> None:
    assert ", ".join(forms_of(verb, irregular)) == forms


@pytest.mark.parametrize(
    ("noun", "plural"),
    [("meeting", "meetings"), ("working lunch", "working lunches"), ("party", "parties"), ("day", "days")],
)
def test_a_noun_has_its_plural(noun: str, plural: str) -> None:
    assert forms_of_noun(noun) == (noun, plural)


def test_what_is_verb_and_noun_is_a_noun() -> None:
    data = {"verbs": {"meet": ["meet"]}, "nouns": {"talk": ["meeting"]}, "irregular": {"meet": ["met"]}}
    assert read_forms(Reader("x.toml"), data) == {
        "meet": "meet", "meets": "meet", "met": "meet", "meeting": "talk", "meetings": "talk",
    }  # fmt: skip


def test_a_form_of_two_classes_is_a_mistake() -> None:
    reader = Reader("x.toml")
    read_forms(reader, {"verbs": {"host": ["see"], "saw": ["see"]}})
    assert {mistake.where for mistake in reader.mistakes} == {"verbs.saw"}
