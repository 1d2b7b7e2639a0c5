import pytest
from lxml.html import fromstring

from monitor.parsing.selectors import to_xpath

PAGE = """<div id=main class="wide news"><ul class="news list"><li><a id=a href=/1>1</a><p><a id=b>2</a></p></li></ul>
<a id=c class=more href="/archive/x" data-kind='it is "so"'>3</a></div>
<ul class=newsletter><li><a id=d href=/4>4</a></li></ul>"""


@pytest.mark.parametrize(
    ("selector", "found"),
    [
        ("a", "abcd"),
        ("*#a", "a"),
        ("#a", "a"),
        ("ul.news a", "ab"),
        ("UL.news  a", "ab"),
        (".news.list a", "ab"),
        ("ul.news > li > a", "a"),
        ("div.news>a", "c"),
        ("#main a[href]", "ac"),
        ('a[href="/1"]', "a"),
        ("a[href^='/arch']", "c"),
        ("a[href*=chiv]", "c"),
        ("a[data-kind='it is \"so\"']", "c"),
        ("#a, a.more ,ul.newsletter a", "acd"),
        ("p", ""),
        ("ol a", ""),
    ],
)
def test_a_selector_finds_what_css_finds(selector: str, found: str) -> None:
    ids = [element.get("id") or "" for element in fromstring(PAGE).xpath(to_xpath(selector))]
    assert "".join(sorted(ids)) == found


@pytest.mark.parametrize(
    "selector", ["", "a:first-child", "a + b", "a ~ b", "a[", "a,", "a::before", "> a", "a[href$=x]", "a b|c"]
)
def test_what_is_not_understood_is_refused(selector: str) -> None:
    with pytest.raises(ValueError, match="is no selector that is understood"):
        to_xpath(selector)
