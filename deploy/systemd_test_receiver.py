"""For systemd-test.sh, on port 9000: a webhook receiver that keeps ids and signatures, and a feed with one story."""

from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

KEPT = Path("/src/received")

FEED = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>Example Wire</title><link>http://127.0.0.1:9000/</link><item>
<title>US and Chinese climate envoys hold talks in Chengdu</title><link>http://127.0.0.1:9000/story.html</link>
<description>The climate envoys of the United States and China met in Chengdu.</description><pubDate>{now}</pubDate>
</item></channel></rss>"""

STORY = """<!doctype html><html lang="en">
<head><title>US and Chinese climate envoys hold talks in Chengdu</title></head>
<body><article><h1>US and Chinese climate envoys hold talks in Chengdu</h1><time datetime="{day}">{day}</time>
<p>CHENGDU — The US special envoy for climate, Dana Okafor, met China's special envoy for climate change, Lin Weiguo, in
Chengdu on {weekday} for talks about methane and coal, the Chinese environment ministry said.</p>
<p>"We had a candid exchange about the years before us," Okafor told reporters after the meeting.</p>
<p>Both sides agreed to go on with the working group that they set up last year, the ministry said.</p>
</article></body></html>"""


class Handler(BaseHTTPRequestHandler):
    """Takes every alert; serves feed, story and an open robots.txt."""

    def do_POST(self) -> None:
        """Note what came."""
        self.rfile.read(int(self.headers["content-length"]))
        with KEPT.open("a") as file:
            file.write(f"{self.headers['webhook-id']} {self.headers['webhook-signature']}\n")
        self._answer(204, "", "text/plain")

    def do_GET(self) -> None:
        """A page of the small newsroom."""
        now = datetime.now(UTC)
        pages = {
            "/feed.xml": (FEED, "application/rss+xml"),
            "/story.html": (STORY, "text/html; charset=utf-8"),
            "/robots.txt": ("", "text/plain"),
        }
        text, kind = pages.get(self.path, ("", ""))
        told = text.format(now=format_datetime(now), day=f"{now:%Y-%m-%d}", weekday=f"{now:%A}")
        self._answer(200 if kind else 404, told, kind or "text/plain")

    def _answer(self, status: int, text: str, kind: str) -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep silent."""


ThreadingHTTPServer(("127.0.0.1", 9000), Handler).serve_forever()
