"""The message's text and HTML."""

from __future__ import annotations

import pytest
from lxml import html

from monitor.adapters.message import as_html, as_text, digest_as_html, digest_as_text
from monitor.core.delivery.alert import Source
from monitor.core.delivery.columns import columns
from monitor.core.delivery.digest import digest, folded
from monitor.core.delivery.wording import digest_title, notice
from tests.support.alerts import SOURCES, alert, body

UPDATE = alert(
    content=body(status="held", changes={"status": ["announced", "held"]}, evidence=["They met.", "双方举行了会谈。"]),
    sources=SOURCES,
    confidence=0.97,
)

FACTS = (
    "Dana Okafor – Lin Weiguo, Chengdu, 3–5 May 2026",
    "US special envoy for climate",
    "Chengdu, China (Jinjiang Hotel)",
    "In person",
    "Confirmed by China · 4 stories from 3 outlets · confidence 97%",
    "They met.",
    "双方举行了会谈。",
    "中美气候特使将在成都会谈",
    "https://xinwen.example.cn/1",
    "envoy-monitor alerts ack msg_1",
)


@pytest.mark.parametrize("fact", FACTS)
def test_both_forms_say_it(fact: str) -> None:
    assert fact in " ".join(as_text(notice(UPDATE)).split())
    page = html.document_fromstring(as_html(notice(UPDATE)))
    links = " ".join(str(link) for link in page.xpath("//a/@href"))
    assert fact in " ".join(f"{page.text_content()} {links}".split())


@pytest.mark.parametrize(
    "sentence",
    [
        "The envoys said that they would go on talking about methane and the phase-down of coal. ",
        "双方同意继续就甲烷排放和减少煤炭使用进行对话，并将在下一次会谈中讨论气候资金问题。",
    ],
)
def test_text_fits_a_terminal(sentence: str) -> None:
    long = sentence * 4
    lines = as_text(notice(alert(content=body(evidence=[long])))).splitlines()
    assert max(map(columns, lines)) <= 72
    assert "> " in "".join(lines)


def test_two_sentences_do_not_run_into_each_other() -> None:
    assert "> They met.\n\n  > 双方举行了会谈。" in as_text(notice(UPDATE))


def test_a_headline_is_told_by_its_language_and_runs_its_own_way() -> None:
    page = html.document_fromstring(as_html(notice(UPDATE)))
    (chinese,) = page.xpath("//a[@href='https://xinwen.example.cn/1']")
    assert (chinese.get("lang"), chinese.get("dir")) == ("zh", "auto")
    assert {quote.get("dir") for quote in page.xpath("//blockquote")} == {"auto"}


def test_a_bare_alert_has_no_empty_parts() -> None:
    content = body(city=None, country=None, venue=None, mode=None, participants=[], evidence=[])
    content["data"]["story"] = None
    for form in (as_text, as_html):
        told = form(notice(alert(content=content)))
        for part in ("Where", "WHO", "Who<", "SOURCES", "Sources", "WHY", "Why"):
            assert part not in told


def test_more_sources_than_fit_are_counted() -> None:
    words = notice(alert(sources=SOURCES * 10))
    assert "8 more" in as_text(words)
    assert "8 more" in as_html(words)


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "{{7*7}}",
        "{0.__class__}",
        "{% raw %}",
        "&lt;b&gt;",
    ],
)
def test_what_a_story_wrote_is_text(hostile: str) -> None:
    source = Source("https://example.org/", hostile, hostile, "en")
    made = notice(alert(content=body(title=hostile, venue=hostile, evidence=[hostile]), sources=(source,)))
    page = html.document_fromstring(as_html(made))
    assert hostile in page.text_content()
    assert not page.xpath("//script | //img | //b | //*[@onerror]")
    assert as_text(made).count(hostile) >= 4


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", 'https://example.org/"onclick="x'])
def test_only_web_addresses_become_links(url: str) -> None:
    made = notice(alert(sources=(Source(url, None, "A headline", "en"),)))
    page = html.document_fromstring(as_html(made))
    assert page.xpath("//a") == []
    assert "A headline" in page.text_content()


def test_nothing_is_fetched_from_elsewhere() -> None:
    page = html.document_fromstring(as_html(notice(UPDATE)))
    assert not page.xpath("//@src | //link | //iframe | //form")
    assert "url(" not in as_html(notice(UPDATE))


DIGEST = digest(
    "dig_1", "daily", "2026-04-20", UPDATE.created_at, [UPDATE, alert(2, body(id="other", title="Another"))]
)


@pytest.mark.parametrize("fact", [*FACTS[:1], *FACTS[2:9], "Another", "Daily digest, 20 April 2026: 2 meetings"])
def test_both_forms_of_a_digest_say_it_of_each_meeting(fact: str) -> None:
    entries = [notice(entry) for entry in folded(DIGEST.parts)]
    assert fact in " ".join(digest_as_text(digest_title(DIGEST), entries).split())
    page = html.document_fromstring(digest_as_html(digest_title(DIGEST), entries))
    links = " ".join(str(link) for link in page.xpath("//a/@href"))
    assert fact in " ".join(f"{page.text_content()} {links}".split())
