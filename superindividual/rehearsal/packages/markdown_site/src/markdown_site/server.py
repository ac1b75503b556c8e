"""Server: a preview of the site on this computer, built anew when a note changes."""

from __future__ import annotations

import mimetypes
import sys
from collections.abc import Callable
from datetime import date
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock
from urllib.parse import unquote, urlsplit

from .build import Site, build
from .errors import SiteError
from .layout import HOME, NOT_FOUND

_CHARSET = ("text/", "application/xml")


class Preview:
    """The site as it is now; it lives in memory, so no path can leave it."""

    def __init__(
        self,
        root: Path,
        today: date,
        *,
        drafts: bool,
        say: Callable[[Site], None],
    ) -> None:
        self._make = partial(build, root, today, drafts=drafts)
        self._root = root
        self._say = say
        self._lock = Lock()
        self._site: Site | None = None
        self._state: object = None

    def find(self, address: str) -> tuple[bytes, str, bool]:
        """Give content, media type and whether it was found.

        Raises:
            SiteError: the notes cannot be built now.
        """
        with self._lock:
            site = self.current()
        path = unquote(urlsplit(address).path)
        # the 404 page links to the site's own root, other pages are relative
        places = [_file(path), _file(path.removeprefix(site.settings.root))]
        place = next((name for name in places if name in site.files), NOT_FOUND)
        content = site.files[place]
        if isinstance(content, Path):
            content = content.read_bytes()
        return content, _media_type(place), place != NOT_FOUND

    def current(self) -> Site:
        """Build when a file has changed since the last time."""
        state = _state(self._root)
        if self._site is None or state != self._state:
            self._site, self._state = self._make(), state
            self._say(self._site)
        return self._site


def _file(path: str) -> str:
    """Name the file behind a path; a folder's is its index."""
    name = path.lstrip("/")
    return f"{name}{HOME}" if not name or name.endswith("/") else name


def _state(root: Path) -> list[tuple[str, int, int]]:
    found = []
    for path in sorted(root.rglob("*")):
        status = path.lstat()
        found.append((str(path), status.st_mtime_ns, status.st_size))
    return found


def _media_type(path: str) -> str:
    guessed = mimetypes.guess_type(path)[0] or "application/octet-stream"
    text = guessed.startswith(_CHARSET)
    return f"{guessed}; charset=utf-8" if text else guessed


class _Handler(BaseHTTPRequestHandler):
    """Answers GET and HEAD."""

    server: PreviewServer

    def do_GET(self) -> None:
        """Send a page."""
        try:
            content, media_type, found = self.server.preview.find(self.path)
        except (SiteError, OSError) as error:
            status, media_type = HTTPStatus.INTERNAL_SERVER_ERROR, "text/plain"
            self._send(str(error).encode(), f"{media_type}; charset=utf-8", status)
            return
        status = HTTPStatus.OK if found else HTTPStatus.NOT_FOUND
        self._send(content, media_type, status)

    def do_HEAD(self) -> None:
        """Say what a page would be."""
        self.do_GET()

    def _send(self, content: bytes, media_type: str, status: HTTPStatus) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Keep quiet: nobody's visits are recorded."""


class PreviewServer(ThreadingHTTPServer):
    """The server of one preview."""

    daemon_threads = True

    def __init__(self, host: str, port: int, preview: Preview) -> None:
        super().__init__((host, port), _Handler)
        self.preview = preview


def serve(server: PreviewServer) -> None:
    """Answer until the user presses Ctrl-C."""
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        sys.stderr.write("\n")
    finally:
        server.server_close()
