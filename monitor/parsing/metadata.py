"""What a page's own data say of its story: schema.org objects first, then meta elements."""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import html

from monitor.core.reading.page_words import PageWords
from monitor.parsing.json_data import story_data
from monitor.parsing.lines import tidy
from monitor.parsing.moments import moment

_TITLES = (
    "og:title", "twitter:title", "dc.title", "sailthru.title", "articletitle", "title",
)  # fmt: skip
_DESCRIPTIONS = ("og:description", "description", "twitter:description", "dc.description")
_PUBLISHED = (
    "article:published_time", "og:published_time", "og:article:published_time", "datepublished", "pubdate",
    "publishdate", "publish-date", "parsely-pub-date", "sailthru.date", "article.published",
    "cxenseparse:recs:publishtime", "dc.date.issued", "dcterms.issued", "dcterms.date", "article:published",
    "article:publish_time", "og:pubdate", "pagedate", "dcterms.created", "dc.date.created", "dc.date", "date",
    "publication_date", "citation_publication_date", "firstpublishedtime", "weibo: article:create_at",
    "weibo:article:create_at", "bytedance:published_time", "pub_date", "og:release_date", "release_date",
    "publishtime", "publish_time",
)  # fmt: skip
_UPDATED = (
    "article:modified_time", "og:updated_time", "datemodified", "lastmod", "last-modified", "dcterms.modified",
    "bytedance:updated_time", "article.updated", "modified_time",
)  # fmt: skip
_AUTHORS = (
    "author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "byl", "citation_author",
    "og:article:author", "authors", "twitter:creator",
)  # fmt: skip
_OUTLETS = (
    "og:site_name", "application-name", "al:android:app_name", "dc.publisher", "dcterms.publisher", "source",
    "mediaid", "publisher", "copyright_owner",
)  # fmt: skip


_SCRIPT_DAY = re.compile(
    r"\bvar (?:createTime|oriCreateTime|publish_time|publishTime|pubTime)\s*=\s*[\"'](\d{4}-\d\d-\d\d[ T\d:]*)[\"']"
)
# Characters that a value is read to; the rest of a longer one is no title, name or description.
_LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Metadata:
    """The page's own data; every text tidy, empty or None where the page says nothing."""

    titles: tuple[str, ...]
    """Headline by schema.org, `og:title` and the like, then the window's title."""
    window_title: str
    descriptions: tuple[str, ...]
    authors: tuple[str, ...]
    published: str | None
    updated: str | None
    language: str
    """As the page declares it; empty where it does not."""
    url: str | None
    outlet: str
    image: str | None
    image_caption: str
    image_credit: str
    paywalled: bool
    article_body: str
    """schema.org's `articleBody`: the text where the page shows none."""


def read_metadata(tree: html.HtmlElement, words: PageWords, address: str | None, witness: str | None) -> Metadata:
    """The metadata of an unstripped `tree` that came from `address`."""
    data = story_data(tree)
    meta = _meta(tree)
    picture = _first_object(data.get("image"))
    window_title = tidy(tree.findtext(".//title") or "")[:_LONGEST]
    base = address or ""
    return Metadata(
        titles=tuple(dict.fromkeys(filter(None, (_text(data.get("headline")), *_all(meta, _TITLES), window_title)))),
        window_title=window_title,
        descriptions=tuple(dict.fromkeys(filter(None, (_text(data.get("description")), *_all(meta, _DESCRIPTIONS))))),
        authors=tuple(_names(data.get("author"))) or tuple(_all(meta, _AUTHORS)[:1]),
        published=_first_moment(
            [data.get("datePublished"), data.get("dateCreated"), *_all(meta, _PUBLISHED), *_in_scripts(tree)],
            words,
            witness,
        ),
        updated=_first_moment([data.get("dateModified"), *_all(meta, _UPDATED)], words, witness),
        language=_language(tree, data, meta),
        url=_canonical(tree, meta, data, base),
        outlet=next(iter(_all(meta, _OUTLETS)), "") or _name(data.get("publisher")) or _name(data.get("isPartOf")),
        image=_address(meta, picture, data, base),
        image_caption=_text(picture.get("caption")),
        image_credit=_text(picture.get("creditText"))
        or _name(picture.get("author"))
        or _name(picture.get("copyrightHolder")),
        paywalled=str(data.get("isAccessibleForFree")).lower() in ("false", "no"),
        article_body=entities.unescape(body) if isinstance(body := data.get("articleBody"), str) else "",
    )


def _in_scripts(tree: html.HtmlElement) -> list[str]:
    """The days that scripts hold for the page to show (`var createTime = '2026-03-05 09:30';`)."""
    return [found[1] for script in tree.iter("script") for found in _SCRIPT_DAY.finditer(script.text or "")]


def _meta(tree: html.HtmlElement) -> dict[str, str]:
    """The first non-empty content of every meta element, by its name in lower case."""
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or element.get("http-equiv")
        content = element.get("content")
        if name and content and content.strip():
            found.setdefault(name.strip().lower(), content)
    return found


def _all(meta: Mapping[str, str], names: Iterable[str]) -> list[str]:
    return [text for name in names if (text := tidy(entities.unescape(meta.get(name, ""))[:_LONGEST]))]


def _text(value: Any) -> str:
    if isinstance(value, list) and value:
        value = value[0]
    return tidy(entities.unescape(value)[:_LONGEST]) if isinstance(value, str) else ""


def _first_object(value: Any) -> dict[str, Any]:
    if isinstance(value, list) and value:
        value = value[0]
    return value if isinstance(value, dict) else {}


def _name(value: Any) -> str:
    return _text(_first_object(value).get("name")) or _text(value)


def _names(value: Any) -> list[str]:
    items = value if isinstance(value, list) else [value]
    return list(dict.fromkeys(name for item in items if (name := _name(item)) and "://" not in name))


def _first_moment(values: Iterable[Any], words: PageWords, witness: str | None) -> str | None:
    return next((found for value in values if (text := _text(value)) and (found := moment(text, words, witness))), None)


def _language(tree: html.HtmlElement, data: Mapping[str, Any], meta: Mapping[str, str]) -> str:
    declared = (
        tree.get("lang"),
        tree.get("xml:lang"),
        _text(data.get("inLanguage")),
        meta.get("og:locale"),
        meta.get("content-language"),
    )
    return next((tidy(value) for value in declared if value and value.strip()), "")


def _canonical(tree: html.HtmlElement, meta: Mapping[str, str], data: Mapping[str, Any], base: str) -> str | None:
    links = [link.get("href") for link in tree.iter("link") if (link.get("rel") or "").lower() == "canonical"]
    for value in (*links, meta.get("og:url"), _text(data.get("url")), _text(data.get("mainEntityOfPage"))):
        if value and (found := absolute(value, base)) and urlsplit(found).path.strip("/"):
            return found
    return base or None


def _address(meta: Mapping[str, str], picture: Mapping[str, Any], data: Mapping[str, Any], base: str) -> str | None:
    for value in (meta.get("og:image"), meta.get("twitter:image"), _text(picture.get("url")), _text(data.get("image"))):
        if value and (found := absolute(value, base)):
            return found
    return None


def absolute(address: str, base: str) -> str | None:
    """`address` made absolute against `base`; relative as it is where there is no base; None for no web address."""
    try:
        joined = urljoin(base, tidy(address))
        scheme = urlsplit(joined).scheme
    except ValueError:
        return None
    return joined if scheme in ("http", "https", "") and joined else None
