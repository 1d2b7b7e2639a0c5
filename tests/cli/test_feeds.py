"""`feeds add`, `test`, `discover`, `import` and `export`, against a server on loopback."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from monitor.cli.main import app
from tests.support.server import ScriptedServer, answer, rss, scripted_server

Run = Callable[..., Result]
MEETING = "US and Chinese climate envoys meet in Lisbon"
SITEMAP = f"""<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://wire.example.org/1</loc><news:news>
<news:title>{MEETING}</news:title><news:publication_date>2023-07-17</news:publication_date></news:news></url></urlset>"""
LIST = (
    f'<html lang=en><ul class=news><li><a href="/1">{MEETING}</a> 2023-07-17</li></ul><a href="/about">About</a></html>'
)


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    """A scripted server in a thread of its own: the verbs have loops of their own."""
    ready, over = threading.Event(), threading.Event()
    served: list[ScriptedServer] = []

    async def serve() -> None:
        async with scripted_server() as scripted:
            served.append(scripted)
            ready.set()
            await asyncio.to_thread(over.wait)

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    assert ready.wait(10)
    yield served[0]
    over.set()
    thread.join(10)


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """`envoy-monitor --config … feeds …`."""
    path = tmp_path / "monitor.toml"
    fetch = 'contact = "desk@example.org"\nallow_private_networks = true\nper_host_delay = "0s"\nrobots = false'
    path.write_text(f"[fetch]\n{fetch}\n[workers]\nprocesses = 0\n")
    return lambda *words, **more: CliRunner().invoke(app, ["--config", str(path), "feeds", *words], **more)


def known(run: Run) -> list[tuple[str, str]]:
    return [(row["name"], row["url"]) for row in json.loads(run("list", "--format", "json").stdout)]


@pytest.mark.parametrize(
    ("body", "options"),
    [
        (
            rss((MEETING, "https://wire.example.org/1"), ("Cup final goes to penalties", "https://wire.example.org/2")),
            (),
        ),
        (SITEMAP.encode(), ("--kind", "sitemap")),
        (LIST.encode(), ("--kind", "list", "--link", "ul.news a")),
    ],
    ids=["feed", "sitemap", "list"],
)
def test_a_source_of_any_kind_is_tried_out(
    run: Run, server: ScriptedServer, body: bytes, options: tuple[str, ...]
) -> None:
    url = server.on("/source", answer(200, body))
    result = run("test", url, *options)
    assert result.exit_code == 0, result.output
    first, *others = json.loads(result.stdout)
    assert (first["title"], first["fetched"]) == (MEETING, True)
    assert [row["fetched"] for row in others] == [False] * len(others)
    assert all(row["why"] for row in [first, *others])
    assert len(server.asked("/source")) == 1


def test_what_is_no_source_is_refused_with_a_reason(run: Run, server: ScriptedServer) -> None:
    page = server.on("/page", answer(200, b"<html>x</html>"))
    result = run("test", page)
    assert (result.exit_code, f"{page}: is a web page" in str(result.exception)) == (1, True)
    assert "has no link where" in str(run("test", page, "--kind", "list", "--link", "ul a").exception)
    assert run("test", server.url("/nothing")).exit_code == 1
    for words in (("--kind", "list"), ("--link", "a")):
        assert run("test", page, *words).exit_code == 2
        assert run("add", page, *words).exit_code == 2


def offering(*paths: str) -> bytes:
    links = "".join(f'<link rel=alternate type="application/rss+xml" href="{path}">' for path in paths)
    return answer(200, f"<html><head>{links}</head></html>".encode())


def test_the_feeds_of_a_site_are_found(run: Run, server: ScriptedServer) -> None:
    server.on("/", offering("/a", "/b"))
    for path in ("/a", "/b"):
        server.on(path, answer(200, rss((MEETING, "https://wire.example.org/1"))))
    rows = json.loads(run("discover", server.url("/")).stdout)
    assert [(row["url"], row["title"], row["entries"]) for row in rows] == [
        (server.url(path), "A feed", 1) for path in ("/a", "/b")
    ]
    server.on("/", answer(200, b"<html>x</html>"))
    result = run("discover", server.url("/"))
    assert (result.exit_code, json.loads(result.stdout)) == (0, [])
    assert "no feed was found" in result.stderr
    assert run("discover", server.url("/gone")).exit_code == 1


def test_a_page_s_one_feed_is_added_in_its_place(run: Run, server: ScriptedServer) -> None:
    server.on("/", offering("/a", "/b"))
    server.on("/a", answer(200, rss((MEETING, "https://wire.example.org/1"))))
    assert run("add", server.url("/")).exit_code == 0
    assert known(run) == [("A feed", server.url("/a"))]
    server.on("/b", answer(200, rss()))
    result = run("add", server.url("/"))
    assert result.exit_code == 1
    assert f"2 feeds; nothing was added; add one: {server.url('/a')}, {server.url('/b')}" in str(result.exception)
    server.on("/", answer(200, b"<html>x</html>"))
    assert "nothing was added" in str(run("add", server.url("/")).exception)
    assert len(known(run)) == 1


def test_a_page_of_links_is_added_as_such(run: Run, server: ScriptedServer) -> None:
    url = server.on("/news", answer(200, LIST.encode()))
    assert run("add", url, "--kind", "list", "--link", "ul.news a", "--name", "Ministry").exit_code == 0
    assert known(run) == [("Ministry", url)]
    assert run("export").stdout.count("<outline") == 0
    assert run("add", server.on("/bare", answer(200, b"<p>")), "--kind", "list", "--link", "li a").exit_code == 1


def test_lists_come_in_and_go_out(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "feeds.opml"
    outlines = "".join(
        f'<outline text="{name}" xmlUrl="https://{host}/rss"/>'
        for name, host in (
            ("Wire", "wire.example.org"),
            ("气候报", "news.example.cn"),
            ("Wire again", "wire.example.org"),
        )
    )
    path.write_text(f"<opml version='2.0'><body><outline text='folder'>{outlines}</outline></body></opml>")
    assert "added 2 of 2 feeds" in run("import", str(path)).stderr
    expected = [("Wire", "https://wire.example.org/rss"), ("气候报", "https://news.example.cn/rss")]
    assert known(run) == expected
    exported = run("export").stdout
    renamed = exported.replace("Wire", "Other")
    assert "added 0 of 2 feeds" in run("import", "-", input=renamed.encode()).stderr
    assert known(run) == expected
    assert run("remove", "https://wire.example.org/rss").exit_code == 0
    assert "added 1 of 2 feeds" in run("import", "-", input=exported.encode()).stderr
    assert known(run) == expected


def test_what_is_no_list_adds_nothing(run: Run, tmp_path: Path) -> None:
    assert "cannot be read" in str(run("import", str(tmp_path / "nothing.opml")).exception)
    assert "is no OPML" in str(run("import", "-", input=b"<html/>").exception)


def test_removing_what_the_configuration_names_says_that_it_comes_back(run: Run, tmp_path: Path) -> None:
    path, (mine, named) = tmp_path / "feeds.opml", ("https://own.example.org/rss", "https://wire.example.org/rss")
    outlines = "".join(f'<outline text="{url}" xmlUrl="{url}"/>' for url in (mine, named))
    path.write_text(f"<opml version='2.0'><body>{outlines}</body></opml>")
    assert run("import", str(path)).exit_code == 0
    with (tmp_path / "monitor.toml").open("a") as configuration:
        configuration.write(f'[[feed]]\nname = "Wire"\nurl = "{named}"\n')
    assert run("remove", mine).stderr == f"removed {mine}\n"
    assert "the configuration names it" in run("remove", named).stderr
