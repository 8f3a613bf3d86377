"""A server that speaks as OpenAI's does, on the loopback address."""

from __future__ import annotations

import json
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from scripted_chat import reply

KEY = "sk-secret-0123456789"
GOOD = reply(("E1", "saves £42,000 a year from April 2024", "It saves £42,000 a year."))


class FakeServer(ThreadingHTTPServer):
    """Streams one reply as OpenAI's server does, or refuses."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.reply = GOOD
        self.status = 200
        self.wait_seconds = 0.0
        self.asked: list[tuple[dict[str, Any], str]] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"


class _Handler(BaseHTTPRequestHandler):
    server: FakeServer

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.server.asked.append((body, self.headers.get("authorization", "")))
        time.sleep(self.server.wait_seconds)
        if self.server.status != 200:
            self._send(self.server.status, "application/json", json.dumps({"error": {"message": f"bad key {KEY}"}}))
            return
        text = self.server.reply
        events = [{"content": text[at : at + 9]} for at in range(0, len(text), 9)]
        lines = [self._event(each, None) for each in events] + [self._event({}, "stop"), "data: [DONE]\n\n"]
        self._send(200, "text/event-stream", "".join(lines))

    def _event(self, delta: dict[str, str], ended: str | None) -> str:
        choice = {"index": 0, "delta": {"role": "assistant", **delta}, "finish_reason": ended}
        return f"data: {json.dumps({'id': 'x', 'object': 'chat.completion.chunk', 'choices': [choice]})}\n\n"

    def _send(self, status: int, kind: str, text: str) -> None:
        self.send_response(status)
        self.send_header("content-type", kind)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, format: str, *values: Any) -> None:
        pass
