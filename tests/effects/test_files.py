"""publish_folder and write_ics."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from superindividual.approvals.receipt import arrived
from superindividual.effects.action import Action
from superindividual.errors import EffectFailed, EffectLost, JournalCorrupt, NotApproved
from tests.effects.out import Out

ICS = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"
KIT = {"launch/README.md": b"read me\n", "launch/site/index.html": b"<p>here</p>"}


def test_a_folder_is_new_whole_and_read_back(out: Out) -> None:
    """The approved bytes and nothing else; a second time finds and proves the first."""
    action = out.action("publish_folder", KIT)
    assert out.probe(action) is None
    receipt = out.perform(action)
    folder = out.root / receipt["folder"]
    assert (folder / "site" / "index.html").read_bytes() == b"<p>here</p>"
    assert out.perform(action) == receipt == out.probe(action)


def test_no_file_takes_the_place_of_another(out: Out) -> None:
    """The kit's folder is left out of the paths; where that makes two files one, the founder is told before."""
    with pytest.raises(EffectFailed, match=r"would leave as README\.md"):
        out.action("publish_folder", {**KIT, "README.md": b"another\n"})
    same = out.action("publish_folder", {**KIT, "README.md": KIT["launch/README.md"]})
    assert out.perform(same)["files"] == len(KIT)


@pytest.mark.parametrize("how", ["publish_folder", "write_ics"])
def test_changed_bytes_are_never_written(out: Out, how: str) -> None:
    """Stored bytes are hashed once more right before they leave; nothing of the others is left behind."""
    given = {"path": "calendars/launch.ics"} if how == "write_ics" else {}
    action = out.action(how, {"launch/a.ics": ICS}, **given)
    out.damage(action.files["launch/a.ics"])
    with pytest.raises(JournalCorrupt, match="was changed"):
        out.perform(action)
    assert not (out.root / action.destination).exists()


def test_without_the_hash_changed_bytes_would_be_written(out: Out) -> None:
    """Control: a store that does not look lets the others out."""

    class Blind:
        def get(self, name: str) -> bytes:
            return (out.paths.objects / name[:2] / name[2:]).read_bytes()

        def put(self, content: bytes) -> str:
            raise NotImplementedError

    action = out.action("write_ics", {"launch/a.ics": ICS}, path="calendars/launch.ics")
    out.damage(action.files["launch/a.ics"])
    with pytest.raises(NotApproved):  # written, and only the reading back tells
        out.way("write_ics").perform(action, Blind(), action.key)  # type: ignore[arg-type]
    assert (out.root / "calendars/launch.ics").read_bytes() == b"other bytes"


def test_a_folder_that_stands_is_never_touched(out: Out) -> None:
    """Asked for beforehand it cannot be done; come in between it is not what the founder saw."""
    action = out.action("publish_folder", KIT)
    folder = out.root / action.destination
    folder.mkdir(parents=True)
    (folder / "mine.txt").write_text("mine")
    with pytest.raises(EffectFailed, match="exists already"):
        out.action("publish_folder", KIT)
    with pytest.raises(NotApproved, match="other content"):
        out.perform(action)
    assert [f.name for f in folder.iterdir()] == ["mine.txt"]


def test_a_folder_that_was_changed_since_has_arrived(out: Out) -> None:
    """Files that the founder edits, adds or takes away before a recovery undo no publication; nor does moving it away."""
    action = out.action("publish_folder", KIT)
    receipt = out.perform(action)
    folder = out.root / receipt["folder"]
    (folder / "README.md").write_text("mine now\n")
    (folder / "link").symlink_to("README.md")
    found = out.probe(action)
    assert found == {"folder": receipt["folder"], "files": len(KIT), "changed_since": True}
    assert "changed since" in arrived(found)
    folder.rename(out.root / "elsewhere")
    assert out.probe(action) == found


def test_another_folder_in_its_place_is_not_it(out: Out) -> None:
    """What was put there is known by itself and not by its name."""
    action = out.action("publish_folder", KIT)
    folder = out.root / out.perform(action)["folder"]
    folder.rename(out.root / "elsewhere")
    folder.mkdir()
    (folder / "mine.txt").write_text("mine")
    with pytest.raises(NotApproved, match="other content"):
        out.probe(action)


def test_where_nobody_can_say_which_folder_it_is_the_founder_is_asked(out: Out) -> None:
    """A kill between the name and the mark, and files that were changed since. Control: unchanged, it is the one."""
    action = out.action("publish_folder", KIT)
    folder = out.root / out.perform(action)["folder"]
    (mark,) = (out.paths.state / "placed").iterdir()  # nothing else is left there
    mark.write_text("putting")
    assert out.probe(action)
    (folder / "README.md").write_text("mine now\n")
    with pytest.raises(EffectLost, match="other content"):
        out.probe(action)


def test_without_the_mark_a_changed_folder_would_be_a_failure(out: Out) -> None:
    """Control: by its files alone, what has arrived is taken for somebody else's, and would be let out once more."""
    action = out.action("publish_folder", KIT)
    folder = out.root / out.perform(action)["folder"]
    (folder / "README.md").write_text("mine now\n")
    shutil.rmtree(out.paths.state / "placed")
    with pytest.raises(NotApproved, match="other content"):
        out.probe(action)


def calendar(out: Out) -> Action:
    return out.action("write_ics", {"launch/a.ics": ICS}, path="calendars/launch.ics")


def test_a_calendar_replaces_only_what_the_founder_saw(out: Out) -> None:
    """Nothing, or the file of that moment; another one that came in between stays."""
    out.perform(calendar(out))
    target = out.root / "calendars" / "launch.ics"
    assert target.read_bytes() == ICS
    target.write_bytes(b"BEGIN:VCALENDAR older")
    action = calendar(out)
    target.write_bytes(b"BEGIN:VCALENDAR by somebody else")
    with pytest.raises(NotApproved, match="changed since"):
        out.perform(action)
    assert target.read_bytes() == b"BEGIN:VCALENDAR by somebody else"
    target.write_bytes(b"BEGIN:VCALENDAR older")
    assert out.perform(action) == out.probe(action) == out.perform(action)
    assert target.read_bytes() == ICS


@pytest.mark.parametrize(
    "path",
    ["../a.ics", "/tmp/a.ics", ".superindividual/a.ics", "a.txt", "agents", "a/../../b.ics", "a\nb.ics"],
)
def test_a_calendar_stays_below_the_company(out: Out, path: str) -> None:
    """No way out of the folder, none into what is hidden, and calendars only."""
    with pytest.raises(EffectFailed, match="below the company"):
        out.action("write_ics", {"launch/a.ics": ICS}, path=path)


def test_a_calendar_follows_no_link(out: Out) -> None:
    """A link that somebody laid is refused, before the approval and after it."""
    action = calendar(out)
    elsewhere = out.root.parent / "elsewhere"
    elsewhere.mkdir()
    (out.root / "calendars").symlink_to(elsewhere)
    with pytest.raises(EffectFailed, match="symbolic link"):
        out.perform(action)
    assert list(elsewhere.iterdir()) == []


def test_which_file_leaves_is_never_guessed(out: Out) -> None:
    """Several files need a name, and a name must be one of them."""
    two = {"launch/a.ics": ICS, "launch/b.ics": ICS}
    with pytest.raises(EffectFailed, match="several files could be meant"):
        out.action("write_ics", two, path="c.ics")
    with pytest.raises(EffectFailed, match=r"no file c\.ics"):
        out.action("write_ics", two, path="c.ics", file="c.ics")
    with pytest.raises(EffectFailed, match="no calendar"):
        out.action("write_ics", {"a.ics": b"hello"}, path="c.ics")
    assert out.action("write_ics", two, path="c.ics", file="launch/b.ics").seen["file"] == "launch/b.ics"


@pytest.mark.parametrize("link", ["published", "published/thing", "published/thing/R-test"])
def test_a_folder_is_published_through_no_link(out: Out, tmp_path: Path, link: str) -> None:
    """Put there after the approval, it would lead the files elsewhere, and the receipt would still name the folder."""
    action = out.action("publish_folder", KIT)
    (tmp_path / "elsewhere").mkdir()
    (out.root / link).parent.mkdir(parents=True, exist_ok=True)
    (out.root / link).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(EffectFailed, match="is a symbolic link"):
        out.perform(action)
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_calendar_is_written_through_no_link(out: Out, tmp_path: Path) -> None:
    """Under the name that it has until it is whole, somebody else's file may be linked; that one is left alone."""
    action = out.action("write_ics", {"a.ics": ICS}, path="calendars/launch.ics")
    other = tmp_path / "other"
    other.write_bytes(b"precious")
    (out.root / "calendars").mkdir(parents=True)
    (out.root / "calendars" / f".launch.ics.{action.key[:12]}").symlink_to(other)
    out.perform(action)
    assert other.read_bytes() == b"precious"
    assert not (out.root / "calendars" / "launch.ics").is_symlink()
