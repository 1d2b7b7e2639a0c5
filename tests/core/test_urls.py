"""Links that lead to one story have one canonical form; links to two stories never share one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.urls import canonical_url

SAME = [
    ("https://example.org/a", "http://example.org/a"),
    ("https://example.org/a", "https://www.example.org/a/"),
    ("https://example.org/a", "HTTPS://Example.ORG:443/a#comments"),
    ("https://example.org/a", "https://reader:secret@example.org./a"),
    ("https://example.org/a", "https://example.org/a?utm_source=feed&UTM_Medium=rss&fbclid=1"),
    ("https://example.org/a?id=3", "https://example.org/a?spm=C73544894212.P59511941341.0.0&id=3"),
    ("https://example.org/a?b=1&c=2", "https://example.org/a?c=2&b=1"),
    ("https://example.org/a", "https://example.org/a/amp/"),
    ("https://example.org/a", "https://example.org/amp/a"),
    ("https://example.org/a.html", "https://amp.example.org/a.amp.html"),
    ("https://example.org/a", "https://example.org/a?amp=1"),
    ("https://example.org/a", "https://m.example.org/a"),
    ("https://example.org/a", "https://www.google.com/amp/s/www.example.org/a/amp"),
    ("https://example.org/a", "https://www-example-org.cdn.ampproject.org/c/s/www.example.org/a?amp_js_v=0.1"),
    ("https://example.org", "https://example.org/index.html"),
    ("https://example.org/caf%C3%A9", "https://example.org/café"),
    ("https://example.org/a-b", "https://example.org/%61%2Db"),
    ("https://例子.cn/1", "https://xn--fsqu00a.cn/1"),
    ("http://127.0.0.1:8080/a", "http://127.0.0.1:8080/a?utm_campaign=x"),
    ("http://[::1]:8080/a", "http://[::1]:8080/a/"),
    ("https://example.org/%D6%D0/a", "https://example.org/%D6%D0/a?utm_source=x"),  # not UTF-8: left as it is
    (f"https://{'例' * 64}.cn/1", f"http://{'例' * 64}.cn/1/"),  # longer than a host's label may be
]

DIFFERENT = [
    ("https://example.org/a", "https://example.org/b"),
    ("https://example.org/a?id=3", "https://example.org/a?id=4"),
    ("https://example.org/a", "https://example.net/a"),
    ("https://example.org/A", "https://example.org/a"),
    ("https://example.org:8080/a", "https://example.org/a"),
    ("https://example.org/a%2Fb", "https://example.org/a/b"),
    ("https://example.org/example-amp", "https://example.org/example"),
    ("https://example.org/champ", "https://example.org/ch"),
    ("https://m.org/a", "https://org/a"),
    ("https://www.google.com/amp/help", "https://help/"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_twins_share_a_canonical_form(one: str, other: str) -> None:
    assert canonical_url(one) == canonical_url(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_two_stories_keep_two_forms(one: str, other: str) -> None:
    assert canonical_url(one) != canonical_url(other)


@pytest.mark.parametrize(
    "text", ["", "pages/a.html", "file:///srv/a.html", "mailto:desk@example.org", "https://[", "http://"]
)
def test_what_is_no_web_address_comes_back_as_it_was(text: str) -> None:
    assert canonical_url(text) == text


_part = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@given(
    scheme=st.sampled_from(["http", "https"]),
    host=st.sampled_from(
        [
            "example.org",
            "www.m.example.org",
            "m.example.co.uk",
            "amp.example.org",
            "cdn.ampproject.org",
            "例子.cn",
            "[::1]",
        ]
    ),
    port=st.sampled_from(["", ":80", ":443", ":8080"]),
    path=st.lists(
        st.one_of(_part, st.sampled_from(["amp", "index.html", "s", "c", "a.amp.html", "%2F", "%zz"])), max_size=4
    ),
    query=_part,
)
def test_canonical_is_idempotent(scheme: str, host: str, port: str, path: list[str], query: str) -> None:
    once = canonical_url(f"{scheme}://{host}{port}/{'/'.join(path)}?{query}")
    assert canonical_url(once) == once


@given(_part)
def test_any_text_has_a_canonical_form(text: str) -> None:
    assert canonical_url(canonical_url(text)) == canonical_url(text)
