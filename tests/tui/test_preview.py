from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest

from superindividual_tui.preview import Preview

FILES = {"site/index.html": b"<h1>Dues</h1><script>1</script>", "site/a.css": b"a{}"}


@pytest.fixture
def preview() -> Iterator[Preview]:
    made = Preview(browse=lambda _address: None)
    yield made
    made.close()


def get(address: str) -> tuple[bytes, dict[str, str]]:
    with urllib.request.urlopen(address, timeout=10) as answer:
        return answer.read(), dict(answer.headers)


def test_a_page_is_served_and_may_do_nothing(preview: Preview) -> None:
    """No script, no form, nothing from elsewhere; what belongs to it is there."""
    address = preview.open(FILES, "site/index.html")
    assert address.startswith("http://127.0.0.1:")
    content, headers = get(address)
    assert content == FILES["site/index.html"]
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert policy.endswith("sandbox")
    assert "script-src" not in policy
    assert headers["Referrer-Policy"] == "no-referrer"
    assert get(address.replace("index.html", "a.css"))[0] == b"a{}"


@pytest.mark.parametrize(
    "path", ["/", "/x/site/index.html", "//site/index.html", "/{secret}/../x", "/{secret}/no.html"]
)
def test_nothing_else_is_served(preview: Preview, path: str) -> None:
    """Neither without the secret nor beside the deliverable's files."""
    address = preview.open(FILES, "site/index.html")
    base, secret = address.split("/")[2], address.split("/")[3]
    with pytest.raises(urllib.error.HTTPError) as refused:
        get(f"http://{base}{path.format(secret=secret)}")
    assert refused.value.code == 404
    refused.value.close()


def test_an_earlier_deliverable_is_gone(preview: Preview) -> None:
    """Its address answers nothing any more."""
    before = preview.open(FILES, "site/index.html")
    preview.open({"a.html": b"x"}, "a.html")
    with pytest.raises(urllib.error.HTTPError) as refused:
        get(before)
    refused.value.close()
