"""Licences of produced packages."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from superindividual.rehearsal.packages.licence import licence_of
from superindividual.rehearsal.packages.scaffold import facts_of
from superindividual.tools.job import Job

OPEN = [{"name": "open_source", "value": True, "evidence": "brief:1"}]
CLOSED = [{"name": "open_source", "value": False, "evidence": "brief:1"}]


@pytest.mark.parametrize(
    ("brief", "signals", "expression", "unfilled"),
    [
        ("A tool.", [], "LicenseRef-Proprietary", ""),
        ("The tool is MIT.", OPEN, "MIT", ""),
        ("The tool is open source.", OPEN, "MIT", ""),
        ("The tool is under GPL-3.0.", OPEN, "LicenseRef-Proprietary", "GPL"),
        ("MIT or Apache, not sure.", OPEN, "LicenseRef-Proprietary", "MIT / Apache"),
        ("采用MIT许可证开源。", OPEN, "MIT", ""),
        ("采用木兰许可证开源。", OPEN, "LicenseRef-Proprietary", "木兰"),
        ("Unlike its MIT rivals it is sold.", CLOSED, "LicenseRef-Proprietary", ""),
        ("Made for students of MIT.", [], "LicenseRef-Proprietary", ""),
    ],
)
def test_the_brief_decides(
    brief: str, signals: list[object], expression: str, unfilled: str, job_with: Callable[..., Job]
) -> None:
    """MIT only where the facts say open source; no other licence is replaced by it."""
    job = job_with(brief=brief, signals=signals)
    licence = licence_of(job, facts_of(job))
    assert (licence.expression, licence.unfilled) == (expression, unfilled)
    assert licence.is_open == (expression == "MIT")


def test_the_owner_is_named(job_with: Callable[..., Job]) -> None:
    """The company's legal name stands in the licence, or the product's owner without inventing one."""
    job = job_with(legal_name="Pennywise GmbH")
    assert "(c) 2026 Pennywise GmbH." in licence_of(job, facts_of(job)).text
    job = job_with()
    assert "the owner of Pennywise Ledger" in licence_of(job, facts_of(job)).text


def test_chinese(job_with: Callable[..., Job]) -> None:
    """A Chinese product has its terms in Chinese."""
    job = job_with(language="zh-CN", product="记账侠")
    assert licence_of(job, facts_of(job)).text.startswith("版权所有 (c) 2026 记账侠 的权利人。")
