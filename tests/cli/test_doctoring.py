"""`models` and `doctor`: what works for the founder, what lacks, and how to mend it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from superindividual.cli import main
from superindividual.company import Company
from tests.models.endpoints import Weak
from tests.models.wire import http, wired

KEY = "sk-doctor-secret-0123456789"


@pytest.fixture
def firm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    """A company, in which commands are typed."""
    monkeypatch.chdir(tmp_path)
    assert main(["init", "firm"]) == 0
    monkeypatch.chdir(tmp_path / "firm")
    capsys.readouterr()
    return tmp_path / "firm"


def write(firm: Path, models: str) -> None:
    with (firm / "company.yaml").open("a", encoding="utf-8") as file:
        file.write("models:\n" + models)


def test_models_lists_tiers_prices_and_what_lacks(
    firm: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the reason where a key is missing; the key itself is nowhere."""
    monkeypatch.setenv("DEEPSEEK_API_KEY", KEY)
    write(
        firm,
        "  endpoints:\n    deepseek: {preset: deepseek}\n    kimi: {preset: moonshot}\n"
        "  tiers:\n    fast: [deepseek/deepseek-chat]\n    strong: [kimi/kimi-k2]\n"
        "  credits:\n    voucher: {endpoint: deepseek, usd: 5, until: 2026-12-31}\n",
    )
    assert main(["models", "--json"]) == 0
    printed = capsys.readouterr().out
    assert KEY not in printed
    value = json.loads(printed)
    (fast,), (strong,) = value["tiers"]["fast"], value["tiers"]["strong"]
    assert fast["price_source"].startswith("genai-prices") and fast["region"] == "CN"
    assert "MOONSHOT_API_KEY" in strong["lacks"]
    assert value["credits"]["voucher"]["spent"] == "0"
    assert main(["models"]) == 0
    text = capsys.readouterr().out
    assert "deepseek/deepseek-chat" in text and "not measured" in text and KEY not in text


def test_models_without_any_says_how_to_begin(firm: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The empty list is a next step."""
    assert main(["models"]) == 0
    assert "OPENAI_API_KEY" in capsys.readouterr().out


def test_a_faulty_list_is_told_by_line(firm: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Unknown presets, endpoints and lists without a model, all at once."""
    write(
        firm,
        "  endpoints:\n    a: {preset: deepsek}\n    b: {}\n"
        '    d: {base_url: "https://me:secret@a.example/v1"}\n'
        "  tiers:\n    fast: [nowhere/m, a]\n"
        "  data:\n    client: {endpoints: [c]}\n",
    )
    assert main(["check"]) == 1
    said = capsys.readouterr().out
    for words in (
        "did you mean deepseek?",
        "the endpoint b has no address",
        "the endpoint d has an address that is none: it holds a name or a password",
        "no nowhere",
        "a names no model",
        "no c",
    ):
        assert words in said
    assert "company.yaml:" in said


def test_doctor_looks_at_the_installation(firm: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every part with what there is; what lacks has a remedy."""
    assert main(["doctor", "--json"]) == 0
    parts = {part["name"]: part for part in json.loads(capsys.readouterr().out)}
    assert {
        "python",
        "sqlite",
        "sandbox",
        "git",
        "chromium",
        "keyring",
        "embedder",
        "company",
        "models",
    } <= set(parts)
    assert all(part["ok"] or part["remedy"] for part in parts.values())
    assert "rehearsals" in parts["models"]["said"]


@pytest.mark.parametrize(
    ("key", "ok", "told"),
    [
        ("sk-ab", True, "e5 at http://127.0.0.1:9/v1"),
        ("", False, "the memory is searched by words alone: e5 is to embed, and OPENAI_API_KEY is not set"),
    ],
)
def test_doctor_says_what_embeds_and_not_what_is_only_named(
    firm: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    key: str,
    ok: bool,
    told: str,
) -> None:
    """A model without its key embeds nothing."""
    monkeypatch.setenv("OPENAI_EMBEDDING_MODEL", "e5")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("OPENAI_API_KEY", key)
    assert main(["doctor", "--json"]) == 0
    parts = {part["name"]: part for part in json.loads(capsys.readouterr().out)}
    assert (parts["embedder"]["ok"], parts["embedder"]["said"]) == (ok, told)


def test_doctor_works_outside_a_company(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Who has none yet sees whether one would work."""
    monkeypatch.chdir(tmp_path)
    assert main(["doctor"]) == 0
    assert "init" in capsys.readouterr().out


def test_what_is_missing_is_named(
    firm: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With an empty PATH there is neither git nor a browser."""
    monkeypatch.setenv("PATH", "/nonexistent")
    main(["doctor"])
    said = capsys.readouterr().out
    assert "✗ git" in said and "apt-get install git" in said


def test_a_measurement_is_kept_shown_and_never_has_the_key(
    firm: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With its date; a second one takes its place."""
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("OPENAI_MODEL", "m")
    with wired(Weak()) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        assert main(["doctor", "--probe", "--json"]) == 0
        (entry,) = json.loads(capsys.readouterr().out)
        assert entry["model"] == "environment/m" and entry["kept"]["required_choice"] is False
        assert main(["models", "--json"]) == 0
        shown = json.loads(capsys.readouterr().out)["tiers"]["strong"][0]["measured"]
        assert shown["context"] == 8192 and shown["at"].startswith("20")
        assert main(["doctor", "--probe", "environment/m"]) == 0
        assert "✗ required_choice" in capsys.readouterr().out
    opened = Company.open(firm)
    assert len(opened.journal.measurements.all()) == 1
    opened.journal.close()
    holding = [p for p in firm.rglob("*") if p.is_file() and KEY.encode() in p.read_bytes()]
    assert holding == []


def test_an_endpoint_that_does_not_answer_is_told(
    firm: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is kept of it, and the code says so."""
    write(firm, "  endpoints:\n    a: {base_url: http://127.0.0.1:9/v1}\n  tiers:\n    strong: [a/m]\n")
    assert main(["doctor", "--probe"]) == 1
    assert "cannot be reached" in capsys.readouterr().out
    with wired(lambda _: http(b"{}", 401)) as server:
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        monkeypatch.setenv("OPENAI_MODEL", "m")
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        assert main(["doctor", "--probe", "environment/m", "--json"]) == 1
    (entry,) = json.loads(capsys.readouterr().out)
    assert entry["error"] and entry["kept"] == {}


def test_probing_nothing_is_a_mistake(firm: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """There is no model, no such endpoint, or no model of it is named; each says what to write."""
    assert main(["doctor", "--probe"]) == 2
    assert main(["doctor", "--probe", "nowhere/m"]) == 2
    assert "there is no endpoint nowhere, name it in company.yaml" in capsys.readouterr().err
    write(firm, "  endpoints:\n    abc: {base_url: http://127.0.0.1:9/v1}\n  tiers:\n    strong: [abc/m]\n")
    assert main(["doctor", "--probe", "abd/m"]) == 2
    assert "there is no endpoint abd, did you mean abc?" in capsys.readouterr().err
    assert main(["doctor", "--probe", "abc"]) == 2
    assert "abc names no model, write ENDPOINT/MODEL" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("named", "value", "said"),
    [
        ("OPENAI_API_KEY", "sk-a b", "OPENAI_API_KEY holds"),
        ("OPENAI_BASE_URL", "127.0.0.1:8000", "OPENAI_BASE_URL is no address"),
        ("OPENAI_MODEL", "", "no model is named"),
        ("OPENAI_API_KEY", "", "any word will do"),
    ],
)
def test_what_is_half_set_is_told_wherever_one_looks(
    firm: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    named: str,
    value: str,
    said: str,
) -> None:
    """An environment that names a model and cannot be used is no rehearsal that nobody explains."""
    for name, given in {"OPENAI_API_KEY": "sk-ab", "OPENAI_MODEL": "m", named: value}.items():
        monkeypatch.setenv(name, given)
    capsys.readouterr()
    for command in (["models"], ["doctor"], ["doctor", "--probe"]):
        main([*command, "--company", str(firm)])
        assert said in capsys.readouterr().out, command


def test_a_key_that_goes_unencrypted_is_told(firm: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """To another machine by http; on this one nobody listens."""
    with (firm / "company.yaml").open("a", encoding="utf-8") as file:
        file.write(
            "models:\n  endpoints:\n"
            '    far: {base_url: "http://10.0.0.5:8000/v1", key: env:PATH}\n'
            '    near: {base_url: "http://127.0.0.1:8000/v1", key: env:PATH}\n'
        )
    capsys.readouterr()
    assert main(["models", "--company", str(firm)]) == 0
    shown = {line.split()[0]: line for line in capsys.readouterr().out.splitlines() if line}
    assert "unencrypted" in shown["far"] and "unencrypted" not in shown["near"]


def test_certificates_that_cannot_be_read_are_named(
    firm: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that is not there is no reason for a traceback."""
    from superindividual.models import transport

    transport._trusted.cache_clear()
    for name, given in {"OPENAI_API_KEY": "sk-ab", "OPENAI_MODEL": "m", "SSL_CERT_FILE": "/nowhere"}.items():
        monkeypatch.setenv(name, given)
    assert main(["doctor", "--probe", "--company", str(firm)]) != 0
    assert "SSL_CERT_FILE" in capsys.readouterr().err
    transport._trusted.cache_clear()
