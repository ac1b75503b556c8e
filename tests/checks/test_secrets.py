"""Secrets: keys in a known form, drawn values, passwords in addresses; and what only looks like them."""

from __future__ import annotations

import pytest

from superindividual.checks.check import Verdict
from superindividual.checks.secrets import find_secrets
from tests.checks.produced import check

DRAWN = "q7RkZ2mB9xTfLw4NvYc1HsJ8pDgE6aUo3iKt5eWbXzQyMrCdVh"
"""Fifty letters and digits without order."""

FOUND = [
    f"sk-{DRAWN[:32]}",
    f"sk-proj-{DRAWN[:20]}_{DRAWN[20:44]}-{DRAWN[:10]}",
    f"sk-ant-api03-{DRAWN[:40]}",
    "sk-1234567890abcdef1234567890abcdef",
    "AKIAQ7RKZ2MB9XTFLW4N",
    f"ghp_{DRAWN[:36]}",
    f"github_pat_{DRAWN[:30]}",
    f"glpat-{DRAWN[:20]}",
    "xoxb-1234567890-" + DRAWN[:24],
    f"AIza{DRAWN[:35]}",
    f"sk_live_{DRAWN[:24]}",
    f"hf_{DRAWN[:34]}",
    f"npm_{DRAWN[:36]}",
    f"SG.{DRAWN[:22]}.{DRAWN[:43]}",
    f"123456789:AA{DRAWN[:33]}",
    f"LTAI{DRAWN[:20]}",
    f"AKID{DRAWN[:32]}",
    "-----BEGIN RSA PRIVATE KEY-----",
    "-----BEGIN OPENSSH PRIVATE KEY-----",
    f"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.{DRAWN[:43]}",
    "postgresql://app:Tr0ub4dor3@db.internal/app",
    f'API_KEY = "{DRAWN[:24]}"',
    f"'password': '{DRAWN[:14]}',",
    f'密码："{DRAWN[:16]}"'.replace("：", ":"),
    f'token: str = "{DRAWN[:20]}"',
]


@pytest.mark.parametrize("line", FOUND)
@pytest.mark.parametrize("path", ["a.py", "README.md"])
def test_each_form_is_found(line: str, path: str) -> None:
    """In any file, with its line and without the secret itself."""
    found = list(find_secrets(f"first\n{line} \nlast\n", path))
    assert [number for number, _sort in found] == [2]
    assert DRAWN[:8] not in str(found)


NEAR_MISSES = [
    "KEY = os.environ['OPENAI_API_KEY']",
    "sk-your-key-here-000000000000",
    "OPENAI_API_KEY=sk-xxxxxxxxxxxxxxxxxxxxxxxx",
    "AKIAIOSFODNN7EXAMPLE",
    ".sk-fading-circle-spinner-12-container { }",
    "risk-assessment-2026-for-the-whole-company",
    "-----BEGIN PUBLIC KEY-----",
    "-----BEGIN CERTIFICATE-----",
    'password = "correct horse battery staple"',
    'password = getpass("Password: ")',
    'token = "my-test-token"',
    'SECRET_KEY = "change-me-please-1234"',
    'secret = "${VAULT_SECRET_42}"',
    'token_url = "https://auth.example.org/oauth2/token"',
    'api_key = "{{ api_key }}"',
    'tokens = "color.primary.500"',
    'passwords = "12345678"',
    "https://user:password@example.org/",
    "https://example.org:8080/path@2",
    "https://pypi.org/project/x/1.2.3/#sha256=" + "ab12" * 16,
    "密码长度至少 12 位",
    "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
]


@pytest.mark.parametrize("line", NEAR_MISSES)
def test_what_only_looks_like_it_is_no_finding(line: str) -> None:
    """Placeholders, names, hashes, public keys, class names."""
    assert list(find_secrets(line, "a.py")) == []


def test_settings_need_no_quotation_marks() -> None:
    """`KEY=value` in an environment file is a secret; the same in Python is a name."""
    line = f"ACCESS_TOKEN={DRAWN[:24]}"
    assert list(find_secrets(line, "package/.env.production"))
    assert list(find_secrets(f"access-token: {DRAWN[:24]}  # ours", "config.yaml"))
    assert list(find_secrets(line, "a.py")) == []


async def test_the_check_names_the_place_and_not_the_secret() -> None:
    """Whole deliverables, every file, with what to do."""
    result = await check("secrets_absent", {"package/src/tally/a.py": f'x = 1\nKEY = "sk-{DRAWN[:32]}"\n'})
    assert result.verdict is Verdict.FAIL
    assert [(f.path, f.line) for f in result.findings] == [("package/src/tally/a.py", 2)]
    assert "revoke" in result.findings[0].remedy
    assert DRAWN[:8] not in str(result)


async def test_a_clean_package_passes_with_figures_and_nothing_is_no_pass() -> None:
    """How many files were read stands in the evidence."""
    clean = await check("secrets_absent")
    assert (clean.verdict, clean.evidence["files"]) == (Verdict.PASS, 6)
    assert (await check("secrets_absent", base={})).verdict is Verdict.NOT_APPLICABLE


async def test_a_binary_file_is_looked_through_too() -> None:
    """A wheel that is only packed, not compressed, hides no key."""
    changed = {"package/dist/tally.whl": b"PK\x03\x04\0\0" + f"KEY='sk-{DRAWN[:32]}'".encode()}
    assert (await check("secrets_absent", changed)).verdict is Verdict.FAIL


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "text", ["sk-" * 70_000, "token" * 40_000, "-" * 200_000, "a://" * 50_000, "secret=" * 30_000]
)
def test_hostile_lines_are_read_to_their_end(text: str) -> None:
    """No pattern runs away."""
    assert list(find_secrets(text, ".env")) == []
