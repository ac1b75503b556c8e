from __future__ import annotations

from pathlib import Path

from superindividual.company import Company
from superindividual.recent import remember
from superindividual_tui.dialogs import Help
from superindividual_tui.form import Form
from superindividual_tui.lines import Lines
from superindividual_tui.plain import Plain
from superindividual_tui.welcome.app import Welcome
from tests.tui.firm import until


def shown(app: Welcome) -> str:
    rows = app.door.query_one(Lines)
    words = [part.said for part in app.door.query(Plain)]
    return "\n".join([rows.render_line(y).text.rstrip() for y in range(rows.size.height)] + words)


async def test_what_is_offered_stands_there(tmp_path: Path) -> None:
    """And the companies opened last."""
    remember(Company.found(tmp_path / "firm", "Firm", "en").paths.root)
    async with Welcome(tmp_path).run_test(size=(100, 30)) as pilot:
        app = pilot.app
        assert isinstance(app, Welcome)
        await pilot.pause()
        for words in (
            "Rehearse a sample",
            "Write a brief",
            "Open a company",
            "firm",
            f"No company in {tmp_path}",
        ):
            assert words in shown(app)


async def test_a_sample_is_rehearsed_with_one_key(tmp_path: Path, workers: list[Path]) -> None:
    """It ends with the folder of the new company."""
    app = Welcome(tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("enter")
        await until(pilot, lambda: app.return_value is not None)  # type: ignore[arg-type]
    assert app.return_value == tmp_path / "sample"
    assert workers == [tmp_path / "sample"]


async def test_a_place_that_cannot_be_written_is_said(tmp_path: Path, workers: list[Path]) -> None:
    """The door stays open."""
    app = Welcome(Path("/proc"))
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("enter")
        await until(pilot, lambda: "cannot be written" in shown(app))  # type: ignore[arg-type]
        assert app.return_value is None


async def test_a_brief_is_written_in_a_form(tmp_path: Path, workers: list[Path]) -> None:
    """What is missing is said; what is whole becomes a company."""
    app = Welcome(tmp_path)
    async with app.run_test(size=(100, 60)) as pilot:
        await pilot.press("j", "enter")
        await until(pilot, lambda: isinstance(app.screen, Form))  # type: ignore[arg-type]
        await pilot.press(*"Firm", "ctrl+s")
        await pilot.pause()
        assert app.return_value is None
        await pilot.press(*"Duesbook", "tab", *"It counts.", "tab", *"count dues", "ctrl+s")
        await until(pilot, lambda: app.return_value is not None)  # type: ignore[arg-type]
    assert app.return_value == tmp_path / "firm"
    assert "- count dues" in (tmp_path / "firm" / "briefs" / "duesbook.md").read_text()
    assert workers == [tmp_path / "firm"]


async def test_a_company_is_opened_by_its_folder(tmp_path: Path) -> None:
    """A wrong one is said, and can be mended."""
    Company.found(tmp_path / "firm", "Firm", "en")
    app = Welcome(tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("j", "j", "enter")
        await until(pilot, lambda: isinstance(app.screen, Form))  # type: ignore[arg-type]
        await pilot.press(*str(tmp_path), "ctrl+s")
        await pilot.pause()
        assert "no company in" in "\n".join(part.said for part in app.screen.query(Plain))
        await pilot.press(*"/firm", "ctrl+s")
        await until(pilot, lambda: app.return_value is not None)  # type: ignore[arg-type]
    assert app.return_value == tmp_path / "firm"


async def test_a_wrong_folder_is_told_below_its_field(tmp_path: Path) -> None:
    """In the form for a model too, wherever the cursor stood; and nothing else is asked for."""
    app = Welcome(tmp_path)
    async with app.run_test(size=(100, 40)) as pilot:
        await pilot.press("j", "j", "j", "enter")
        await until(pilot, lambda: isinstance(app.screen, Form))  # type: ignore[arg-type]
        form = app.screen
        assert isinstance(form, Form)
        await pilot.press(*str(tmp_path), "tab", "tab", *"gpt", "ctrl+s")
        await until(pilot, lambda: form._faults["folder"].display)  # type: ignore[arg-type]
        assert "no company in" in form._faults["folder"].said
        assert "no company in" not in form.query_one("#answer", Plain).said
        assert form.focused is form._parts["folder"]
        Company.found(tmp_path / "firm", "Firm", "en")
        await pilot.press(*"/firm", "ctrl+s")
        await until(pilot, lambda: app.screen is app.door)  # type: ignore[arg-type]
    assert "own/gpt" in (tmp_path / "firm" / "company.yaml").read_text()


async def test_the_door_has_a_help(tmp_path: Path) -> None:
    """Its own keys and no others; it is left as it was opened."""
    app = Welcome(tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("?")
        await until(pilot, lambda: isinstance(app.screen, Help))  # type: ignore[arg-type]
        await pilot.pause()
        lines = app.screen.query_one(Lines)
        told = [lines.render_line(y).text.strip() for y in range(lines.size.height)]
        assert told[0] == "Here: No company yet"
        assert not [row for row in told if "approve" in row]
        await pilot.press("?")
        await until(pilot, lambda: app.screen is app.door)  # type: ignore[arg-type]
        assert "? help" in shown(app)


async def test_a_recent_company_is_opened_with_enter(tmp_path: Path) -> None:
    """It stands below the offers."""
    remember(Company.found(tmp_path / "firm", "Firm", "en").paths.root)
    app = Welcome(tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("G", "enter")
        await until(pilot, lambda: app.return_value is not None)  # type: ignore[arg-type]
    assert app.return_value == tmp_path / "firm"


async def test_leaving_makes_nothing(tmp_path: Path) -> None:
    """By q or escape."""
    for key in ("q", "escape"):
        app = Welcome(tmp_path)
        async with app.run_test(size=(100, 30)) as pilot:
            await pilot.press(key)
        assert app.return_value is None
    assert list(tmp_path.iterdir()) == []
