"""Where links lead."""

from __future__ import annotations

import pytest

from markdown_site import messages
from markdown_site.fault import Fault
from markdown_site.note import Note
from markdown_site.rendering import Link
from markdown_site.targets import Targets

NOTE = Note("talks/a.md", "A", "", body_line=5)


@pytest.fixture
def targets() -> Targets:
    """Give a site with some of everything."""
    return Targets(
        pages={
            "index.md": "index.html",
            "talks/a.md": "talks/a.html",
            "talks/中文 b.md": "talks/中文-b.html",
            "docs/index.md": "docs/index.html",
        },
        files={"talks/x.png", "static/plan.pdf", "m & m.txt"},
        made={"index.html", "archive/index.html"},
        drafts={"talks/draft.md"},
    )


@pytest.mark.parametrize(
    ("target", "address"),
    [
        ("%E4%B8%AD%E6%96%87%20b.md", "%E4%B8%AD%E6%96%87-b.html"),
        ("/talks/a.md", "a.html"),
        ("../docs/", "../docs/index.html"),
        ("../docs", "../docs/index.html"),
        ("../docs/index.html", "../docs/index.html"),
        ("a", "a.html"),
        ("a.html", "a.html"),
        ("x.png", "x.png"),
        ("/plan.pdf", "../plan.pdf"),
        ("/static/plan.pdf", "../plan.pdf"),
        ("../m%20&%20m.txt", "../m%20%26%20m.txt"),
        ("/archive/", "../archive/index.html"),
        ("/", "../index.html"),
        ("#top", "#top"),
        ("/talks/a.md#top", "a.html#top"),
        ("https://example.org/?a=b#c", "https://example.org/?a=b#c"),
        ("//example.org/", "//example.org/"),
        ("mailto:a@example.org", "mailto:a@example.org"),
        ("TEL:+123", "TEL:+123"),
    ],
)
def test_links(target: str, address: str, targets: Targets) -> None:
    """Notes by file or page, files, folders, pages that are made, and the web."""
    assert targets.find(Link(target, 1), NOTE, "") == (address, [])


def test_whole_addresses(targets: Targets) -> None:
    """For feeds, every link holds anywhere."""
    base = "https://example.org/n/"
    found = targets.find(Link("x.png", 1), NOTE, base)
    assert found == ("https://example.org/n/talks/x.png", [])
    found = targets.find(Link("#top", 1), NOTE, base)
    assert found == ("https://example.org/n/talks/a.html#top", [])


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("gone.md", messages.NO_SUCH_FILE.format(target="gone.md")),
        ("X.png", messages.NO_SUCH_FILE.format(target="X.png")),
        ("../../etc/passwd", messages.NO_SUCH_FILE.format(target="../../etc/passwd")),
        ("..%2F..%2Fetc", messages.NO_SUCH_FILE.format(target="..%2F..%2Fetc")),
        ("a.md?x=1", messages.NO_SUCH_FILE.format(target="a.md?x=1")),
        ("draft.md", messages.LINK_TO_DRAFT.format(target="draft.md")),
        ("javascript:alert(1)", messages.UNSAFE_LINK.format(scheme="javascript")),
        ("Data:text/html,x", messages.UNSAFE_LINK.format(scheme="data")),
        ("file:///etc/passwd", messages.UNSAFE_LINK.format(scheme="file")),
    ],
)
def test_links_that_lead_nowhere(target: str, message: str, targets: Targets) -> None:
    """They are left out, and said with the line of the file."""
    fault = Fault("talks/a.md", 7, message)
    assert targets.find(Link(target, 3), NOTE, "") == (None, [fault])


def test_images(targets: Targets) -> None:
    """Each needs a description, and none lies on another server."""
    assert targets.find(Link("x.png", 1, True, "X"), NOTE, "") == ("x.png", [])
    address, faults = targets.find(Link("x.png", 1, True, ""), NOTE, "")
    assert (address, faults) == ("x.png", [Fault(NOTE.path, 5, messages.NO_ALT)])
    for target in ("https://example.org/x.png", "//example.org/x.png"):
        address, faults = targets.find(Link(target, 1, True, "X"), NOTE, "")
        message = messages.FOREIGN_IMAGE.format(target=target)
        assert (address, faults) == (None, [Fault(NOTE.path, 5, message)])


@pytest.mark.parametrize("target", ["a.md", "#top", "/archive/"])
def test_pages_are_no_images(target: str, targets: Targets) -> None:
    """What is shown must be a file."""
    message = messages.NO_SUCH_FILE.format(target=target)
    found = targets.find(Link(target, 1, True, "X"), NOTE, "")
    assert found == (None, [Fault(NOTE.path, 5, message)])


def test_files_are_remembered(targets: Targets) -> None:
    """Only what a note uses is published."""
    targets.find(Link("x.png", 1), NOTE, "")
    targets.find(Link("a.md", 1), NOTE, "")
    assert targets.used == {"talks/x.png"}


def test_headings(targets: Targets) -> None:
    """A heading that is not there is said, in this note or another."""
    targets.anchors["talks/a.md"] = frozenset({"one"})
    for number, target in enumerate(["#one", "#two", "../index.md#x"], start=1):
        targets.find(Link(target, number), NOTE, "")
    targets.find(Link("/archive/#x", 9), NOTE, "")
    assert targets.lost_anchors() == [
        Fault(
            NOTE.path, 6, messages.NO_SUCH_HEADING.format(name="two", path=NOTE.path)
        ),
        Fault(NOTE.path, 7, messages.NO_SUCH_HEADING.format(name="x", path="index.md")),
    ]
