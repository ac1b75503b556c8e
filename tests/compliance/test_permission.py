"""Whether a brief asks if the thing may be done at all."""

from __future__ import annotations

import pytest

from superindividual.compliance.permission import permission_asked
from superindividual.specs.brief import Brief


@pytest.mark.parametrize(
    "sentence",
    [
        "I need to know first whether I am allowed to do this in China at all.",
        "Am I allowed to sell this?",
        "Is this legal in Germany?",
        "Is it even legal to record calls?",
        "Do we need a license for that?",
        "Tell me if it is allowed.",
        "Would I need any permits?",
        "这个在国内能不能做？",
        "先告诉我合不合法。",
        "需要什么资质？",
        "这类产品是否允许个人上线？",
        "要不要办许可证？",
    ],
)
def test_questions_of_permission_are_recognised(sentence: str) -> None:
    """The line and the sentence are given, whatever surrounds them."""
    brief = Brief(text=f"# A tool\n\nIt sorts. {sentence} It prints.", body_line=1, language="en")
    assert permission_asked(brief) == (3, sentence)


@pytest.mark.parametrize(
    "text",
    [
        "An app for dog owners. Should be viral.",
        "Users may legally own dogs.",
        "The list of what the law wants from me before I sell it in Germany.",
        "Permission to read the folder is needed.",
        "用户可以导出合法的发票。",
        "上线前要办的合规事项（备案、个人信息）。",
        "",
    ],
)
def test_other_sentences_are_not(text: str) -> None:
    """A word like legal or permission alone is no question."""
    assert permission_asked(Brief(text=text, body_line=1, language="en")) is None


def test_front_matter_is_not_read() -> None:
    """Only the body asks."""
    text = "---\nproduct: Am I allowed?\n---\nA tool."
    assert permission_asked(Brief(text=text, body_line=4, language="en")) is None
