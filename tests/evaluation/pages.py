"""Render a story as its outlet's site publishes it: `sites/*.html`, one template a site.

The sites are unlike each other on purpose: where the date stands, how a picture is credited, what clutter
surrounds the text, and in which encoding it all comes.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from tests.evaluation.corpus import Article


@dataclass(frozen=True)
class Site:
    """A site's template and the encoding that it really sends (what its markup claims may differ)."""

    template: str
    encoding: str = "utf-8"


BROADSHEET = Site("broadsheet.html")
WIRE = Site("wire.html")
BRITISH = Site("british.html")
AGENCY_NOTE = Site("agency-note.html")
MINISTRY = Site("ministry.html")
NEWSLETTER = Site("newsletter.html")
RADIO = Site("radio.html")
OLD = Site("old.html", "windows-1252")
APP = Site("app.html")
GHOST = Site("ghost.html")
ISLAND = Site("island.html")
PEOPLE = Site("people.html", "gb18030")
TAIWAN = Site("taiwan.html")
HARBOUR = Site("harbour.html", "big5hkscs")
WECHAT = Site("wechat.html")
PORTAL = Site("portal.html")

SITES = {
    "The Port Gazette": BROADSHEET,
    "Lakeshore Tribune": BROADSHEET,
    "Meridian Press": WIRE,
    "Pacific Diary": WIRE,
    "The Courier": BRITISH,
    "Office of the Spokesperson": AGENCY_NOTE,
    "Ministry of Ecology and Environment": MINISTRY,
    "Negotiations Notebook": NEWSLETTER,
    "Rue de la Loi": NEWSLETTER,
    "East Coast Radio News": RADIO,
    "Savanna Times": OLD,
    "Plains Ledger": OLD,
    "Alpine Correspondent": OLD,
    "Harbor Business Daily": APP,
    "Climate Quarterly": APP,
    "Steppe Monitor": GHOST,
    "Strait & Sea Review": GHOST,
    "The Island Post": ISLAND,
    "狮岛早报": ISLAND,
    "江源通讯社": PEOPLE,
    "锦江晨报": PEOPLE,
    "東海日報": TAIWAN,
    "島嶼通訊": TAIWAN,
    "環球線": TAIWAN,
    "維港新聞": HARBOUR,
    "碳问周刊": WECHAT,
    "蓝海观察": WECHAT,
    "环宇时讯": PORTAL,
    "维舟财经": PORTAL,
    "维舟体育": PORTAL,
    "生态环境部": MINISTRY,
}

# How a site names the offset of its clock.
_ZONES = {"+00:00": "GMT", "+01:00": "BST", "-04:00": "ET", "-05:00": "ET"}

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "sites"),
    autoescape=select_autoescape(["html"]),
    undefined=StrictUndefined,
)


def address(article: Article) -> str:
    """Where the story is said to stand."""
    return f"https://news.example/{article.published:%Y/%m}/{article.id}"


def render(article: Article) -> bytes:
    """The story's page, in the bytes that its site would send."""
    site = SITES[article.outlet]
    page = _TEMPLATES.get_template(site.template).render(
        article=article,
        blocks=[next(iter(block.items())) for block in article.body],
        url=address(article),
        zone=_ZONES.get(article.published.isoformat()[-6:], ""),
    )
    return page.encode(site.encoding, errors="xmlcharrefreplace")
