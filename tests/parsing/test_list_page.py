import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.errors import UnreadableFeed
from monitor.core.records import Entry
from monitor.parsing.list_page import read_list_page
from monitor.parsing.source import read_source

BASE = "https://ministry.example.cn/news/index.html"
PAGE = """<?xml version="1.0" encoding="gb2312"?>
<html><head><meta charset=gb2312><title>部委要闻</title></head><body><nav><a href=/about>关于</a></nav>
<ul class=news>
<li><a href="./202307/t20230717_100.html" title="气候特使在北京举行会谈并发表讲话">气候特使在北京…</a>
<span>[2023-07-18]</span></li>
<li><span>2023年7月16日</span><div><a href="/b.html#top">第二条</a></div></li>
<li><a href="t20230715_3.html">第三条</a></li>
<li><a href="javascript:void(0)">更多</a><a>空</a><a href="http://[x">坏</a></li>
<li><a href="/b.html"></a><a href="/d.html">第四条</a></li>
</ul></body></html>"""


def test_links_come_with_their_titles_and_dates_in_the_order_of_the_page() -> None:
    document = read_list_page(PAGE.encode("gb18030"), "text/html", BASE, "ul.news a")
    assert (document.kind, document.title) == ("list", "部委要闻")
    assert document.entries == (
        Entry(
            url="https://ministry.example.cn/news/202307/t20230717_100.html",
            title="气候特使在北京举行会谈并发表讲话",
            published="2023-07-18",
        ),
        Entry(url="https://ministry.example.cn/b.html", title="第二条", published="2023-07-16"),
        Entry(url="https://ministry.example.cn/news/t20230715_3.html", title="第三条", published="2023-07-15"),
        Entry(url="https://ministry.example.cn/d.html", title="第四条"),
    )


def test_a_selector_may_name_the_items_instead_of_the_links() -> None:
    assert len(read_list_page(PAGE.encode(), None, BASE, "ul.news > li").entries) == 4


def test_links_beyond_two_thousand_are_left_out_and_said() -> None:
    body = "".join(f"<a href=/{number}>x</a>" for number in range(2003)).encode()
    document = read_list_page(body, None, BASE, "a")
    assert (len(document.entries), document.notices) == (2000, ("3 links beyond the first 2000 were left out",))


@pytest.mark.parametrize(
    ("body", "selector", "why"),
    [
        (b"<p>x</p>", "a", "has the page changed"),
        (b"<a href=/1>x</a>", "a:hover", "is no selector that is understood"),
        (b"", "a", "gives no list|has no link"),
    ],
)
def test_a_page_without_its_list_is_refused_with_the_reason(body: bytes, selector: str, why: str) -> None:
    with pytest.raises(UnreadableFeed, match=why):
        read_list_page(body, None, BASE, selector)


@given(st.binary(max_size=300) | st.text("<>ahref=/'\" lipu.\x00", max_size=300).map(str.encode))
def test_arbitrary_bytes_raise_only_the_expected_error(body: bytes) -> None:
    try:
        read_list_page(body, None, BASE, "a")
    except UnreadableFeed:
        return


def test_a_source_is_read_by_its_kind() -> None:
    assert read_source(b"<a href=/1>x</a>", None, BASE, "list", "a").kind == "list"
    assert read_source(b'{"items": []}', None, BASE, "feed", None).kind == "json"
    with pytest.raises(UnreadableFeed, match="set link"):
        read_source(b"<a href=/1>x</a>", None, BASE, "list", None)
