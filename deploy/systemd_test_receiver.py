"""A webhook receiver for systemd-test.sh: takes everything on port 9000, keeps ids and signatures in /src/received."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

KEPT = Path("/src/received")


class Receiver(BaseHTTPRequestHandler):
    """Answers 204."""

    def do_POST(self) -> None:
        """Note what came."""
        self.rfile.read(int(self.headers["content-length"]))
        with KEPT.open("a") as file:
            file.write(f"{self.headers['webhook-id']} {self.headers['webhook-signature']}\n")
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Keep silent."""


ThreadingHTTPServer(("127.0.0.1", 9000), Receiver).serve_forever()
