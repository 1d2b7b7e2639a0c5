"""Stories and their data in a page's scripts."""

import json

from monitor.parsing.json_data import embedded_story, story_data
from monitor.parsing.tree import parse

LONG = "The envoys met in Oslo on Monday and will meet again. " * 6


def page(*scripts: object) -> str:
    """A page with schema.org scripts."""
    texts = (script if isinstance(script, str) else json.dumps(script) for script in scripts)
    return (
        "<html><body>"
        + "".join(f'<script type="application/ld+json">{text}</script>' for text in texts)
        + "</body></html>"
    )


def test_the_fullest_story_object_is_taken() -> None:
    tree = parse(
        page(
            {
                "@graph": [
                    {"@type": "WebPage", "name": "x"},
                    {"@type": ["NewsArticle"], "headline": "H", "datePublished": "2031"},
                ]
            }
        )
    )
    assert story_data(tree)["headline"] == "H"


def test_what_is_only_referred_to_stands_elsewhere() -> None:
    story = {
        "@type": "NewsArticle",
        "headline": "H",
        "datePublished": "2031",
        "author": [{"@id": "#jane"}, {"@id": "#nobody"}],
    }
    tree = parse(page({"@graph": [story, {"@id": "#jane", "@type": "Person", "name": "Jane Roe"}]}))
    assert [author.get("name") for author in story_data(tree)["author"]] == ["Jane Roe", None]


def test_other_objects_and_broken_scripts_are_none() -> None:
    assert story_data(parse(page({"@type": "Organization", "name": "x"}, "{broken", "[" * 5000, "3", [None]))) == {}


def test_story_inside_a_state_script() -> None:
    script = (
        f"window.STATE = {json.dumps({'a': [{'article': {'body': f'<p>{LONG}</p>', 'dek': 'In short', 'n': 1}}]})};"
    )
    assert embedded_story([script]) == (f"<p>{LONG}</p>", {"dek": "In short"})


def test_story_as_a_list_of_blocks() -> None:
    blocks = [{"type": "p", "text": LONG}, {"type": "p", "value": "Next."}, {"type": "ad"}]
    assert embedded_story([json.dumps({"text": "short", "blocks": blocks})]) == (f"{LONG}\n\nNext.", {})


def test_scripts_without_a_story() -> None:
    assert (
        embedded_story(["", "var x = 1;", '{"body":' + "[" * 100_000, json.dumps({"body": "short" * 10, "pad": LONG})])
        is None
    )
