"""Preview: a deliverable in the founder's browser, from a server on this machine that lets the page do nothing.

No script runs, no form is sent, and nothing is loaded from anywhere else: a draft that an agent wrote must not tell
anybody that it was looked at. Only this deliverable's files are served, below a path that nobody can guess.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit

if TYPE_CHECKING:
    from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

POLICY = (
    "default-src 'none'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; font-src 'self' data:;"
    " media-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"
)


class Preview:
    """Serves one deliverable at a time, until it is closed."""

    def __init__(self, browse: Callable[[str], object] | None = None) -> None:
        self._browse = browse
        self._files: Mapping[str, bytes] = {}
        self._secret = ""
        self._server: ThreadingHTTPServer | None = None

    def open(self, files: Mapping[str, bytes], path: str) -> str:
        """Serve these files from now on, show one of them, and give its address."""
        import secrets  # here, as the other: it loads what encrypts, and no start waits for that
        import webbrowser

        self._files, self._secret = files, secrets.token_urlsafe(24)
        server = self._server or self._begin()
        address = f"http://127.0.0.1:{server.server_address[1]}/{self._secret}/{quote(path)}"
        (self._browse or webbrowser.open)(address)
        return address

    def close(self) -> None:
        """Serve nothing any more."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def _begin(self) -> ThreadingHTTPServer:
        from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer  # here, since few look at a page

        preview = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                preview.answer(self)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name in http.server
                """Nothing is printed over the screen."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, name="preview", daemon=True).start()
        return self._server

    def answer(self, asked: BaseHTTPRequestHandler) -> None:
        """Give a file of the deliverable, or 404."""
        import mimetypes
        import secrets

        _empty, secret, *rest = unquote(urlsplit(asked.path).path).split("/")
        path = "/".join(rest)
        known = bool(secret) and secrets.compare_digest(secret.encode(), self._secret.encode())
        content = self._files.get(path) if known else None
        kind = mimetypes.guess_type(path)[0] or "text/plain"
        asked.send_response(404 if content is None else 200)
        asked.send_header("Content-Type", f"{kind}; charset=utf-8" if kind.startswith("text/") else kind)
        asked.send_header("Content-Length", str(len(content or b"")))
        asked.send_header("Content-Security-Policy", POLICY)
        for name, value in (
            ("Referrer-Policy", "no-referrer"),
            ("X-Content-Type-Options", "nosniff"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
            ("Cache-Control", "no-store"),
        ):
            asked.send_header(name, value)
        asked.end_headers()
        asked.wfile.write(content or b"")
