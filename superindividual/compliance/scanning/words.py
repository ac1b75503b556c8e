"""Scanners of what people will read: pages, posts and mails."""

from __future__ import annotations

import re

from superindividual.compliance.scanning.scene import Scene, Seen, absent, places

_ABSOLUTE = re.compile(
    r"国家级|世界级|最高级|全国第一|全网第一|全球第一|世界第一|行业第一|销量第一|排名第一|第一品牌|顶级|极品|极致|王牌|独一无二|史无前例|万能"
    r"|100\s?%(?:有效|安全|准确|正确|好评)|永久有效|绝无|零风险|最(?:佳|优|强|好|高|低价|便宜|快|准|全|大|先进|专业|权威|实惠|安全|新技术)(?!限|化问题|小值|大值)"
    r"|(?<!不)唯一(?!标识|一|性|键|值|编号|约束|的?(?:一个|入口文件))|绝对(?!路径|值|地址|定位|位置|引用|误差)|首选(?!项|语言)|全网最|首个|首家"
)
"""广告法 9(3) and what practice treats alike. A hit is a place to look: 第一步, 最后, 最近, 唯一标识符 are ordinary words."""
_HARMLESS = re.compile(
    r"最(?:大|高|低|快|好)(?:不|值|限|长度|宽度|为|程度|多|化|先|后)|尽最大|最大(?:边|的?一)|最好(?:先|在|是|把|不|用|别|能)"
)
_FIGURE = re.compile(
    r"\d+(?:\.\d+)?\s?(?:%|％|倍|成(?!本|功|为)|个百分点)|\d+(?:\.\d+)?\s?万(?:用户|人|次|家)|[一二三四五六七八九十]成(?:用户|人|的)"
)
_SOURCE = re.compile(r"来源|出处|数据来自|据.{1,20}(?:统计|报告|数据)|\bsources?:", re.I)
_STRONG_NUMBER = re.compile(
    r"(?<![\w.#&])(\d+(?:[.,]\d+)?)\s?(?:%|％|percent\b|x\b(?!\s?\d)|×(?!\s?\d)|times\b|倍)", re.I
)
_DIGITS = re.compile(r"\d")
_TESTIMONIAL = re.compile(
    r"testimonial|what (?:our )?(?:customers|users|people) say|(?:customers|users) love|trusted by|★{3,}|⭐{3,}|\b5[- ]star\b"
    r"|用户评价|客户评价|用户说|好评如潮|五星好评|真实评价",
    re.I,
)
_QUOTED_PERSON = re.compile(r"^\s*[>\"“「].{10,}[\"”」]?\s*(?:—|–|--)\s*[A-Z\u4e00-\u9fff]")
_ADVERT_LABEL = re.compile(
    r"\b(?:ad|advert|advertisement|sponsored|sponsors?|paid partnership|promoted|anzeige|werbung)\b|广告|推广|赞助",
    re.I,
)
_VOTES = re.compile(
    r"\b(?:please|pls|give (?:us|me)|need your|support us with)\b.{0,30}\bup-?votes?\b|\bup-?vote (?:us|me|this|it)\b|\bvote for (?:us|me)\b"
    r"|求(?:点赞|赞|投票|三连|关注)|一键三连|帮(?:忙|我)(?:点赞|投票)|点赞抽奖",
    re.I,
)
_AI_LABEL = re.compile(
    r"\bAI[- ](?:generated|made|created)\b|(?:generated|made|created) (?:by|with|using) (?:an? )?(?:AI|artificial intelligence)\b"
    r"|KI-generiert|(?:AI|人工智能)\s?(?:辅助)?(?:生成|合成|创作)|由\s?AI",
    re.I,
)
_MEDIA = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".mp4", ".webm", ".mp3", ".wav", ".ogg", ".m4a", ".avif")
_OUTWARD = ("site", "posts", "email")


def absolute_words(scene: Scene) -> Seen:
    """Absolute wording in what is published; every hit is for a person to judge."""
    texts = {path: _HARMLESS.sub("", text) for path, text in scene.published.items()}
    if not texts:
        return absent()
    found = places(texts, _ABSOLUTE)
    words = sorted({match for text in texts.values() for match in _ABSOLUTE.findall(text)})
    figures = {"texts": len(texts), "found": len(found), "words": words[:12]}
    return (
        Seen("needs_review", "absolute_words", found, figures)
        if found
        else Seen("met", "no_absolute_words", (), figures)
    )


def figures_name_source(scene: Scene) -> Seen:
    """Where a published text uses statistics, a source stands in that line or beside it."""
    if not scene.published:
        return absent()
    bare, total = [], 0
    for path, text in scene.published.items():
        lines = text.split("\n")
        for index, line in enumerate(lines):
            if _FIGURE.search(line):
                total += 1
                if not _SOURCE.search("\n".join(lines[max(index - 1, 0) : index + 2])):
                    bare.append(f"{path}:{index + 1}")
    figures = {"texts": len(scene.published), "figures": total, "bare": len(bare)}
    return (
        Seen("needs_review", "figures_bare", tuple(bare), figures)
        if bare
        else Seen("met", "figures_sourced", (), figures)
    )


def numbers_have_evidence(scene: Scene) -> Seen:
    """Every claim with a number cites something firmer than an assumption, and no strong number stands unclaimed."""
    if not scene.published:
        return absent()
    claims = [(kind, claim) for kind, claim in scene.claims(*_OUTWARD) if _DIGITS.search(claim.text)]
    loose = [
        kind for kind, claim in claims if not any(not e.startswith("assumption:") for e in claim.evidence)
    ]
    said = " ".join(claim.text for _, claim in scene.claims(*_OUTWARD))
    unclaimed = _unclaimed(scene, said)
    figures = {
        "claims": len(claims),
        "without": len(loose),
        "unclaimed": len(unclaimed),
        "texts": len(scene.published),
    }
    if loose or unclaimed:
        return Seen("gap", "numbers_without_evidence", unclaimed or tuple(dict.fromkeys(loose)), figures)
    return (
        Seen("needs_review", "numbers_cited", (), figures)
        if claims
        else Seen("met", "no_numbers", (), figures)
    )


def _unclaimed(scene: Scene, said: str) -> tuple[str, ...]:
    """Places with a percentage or multiple that no claim of the deliverables holds."""
    return tuple(
        f"{path}:{number}"
        for path, text in scene.published.items()
        for number, line in enumerate(text.split("\n"), 1)
        for match in _STRONG_NUMBER.finditer(line)
        if match.group(1) not in said
    )


def testimonials_seen(scene: Scene) -> Seen:
    """Places that read like reviews or endorsements; whether they are real, a person must show."""
    if not scene.published:
        return absent()
    found = tuple(
        dict.fromkeys(places(scene.published, _TESTIMONIAL) + places(scene.published, _QUOTED_PERSON))
    )
    figures = {"texts": len(scene.published), "found": len(found)}
    return (
        Seen("needs_review", "testimonials", found, figures)
        if found
        else Seen("met", "no_testimonials", (), figures)
    )


def adverts_labelled(scene: Scene) -> Seen:
    """Paid promotion carries a label; whether it stands where people see it, a person must judge."""
    if not scene.published:
        return absent()
    found = places(scene.published, _ADVERT_LABEL)
    figures = {"texts": len(scene.published), "labels": len(found)}
    return (
        Seen("needs_review", "advert_label", found, figures)
        if found
        else Seen("gap", "no_advert_label", tuple(scene.published), figures)
    )


def votes_not_solicited(scene: Scene) -> Seen:
    """No post asks for votes."""
    posts = scene.texts("posts", endings=(".md",))
    if not posts:
        return absent()
    found = places(posts, _VOTES)
    figures = {"texts": len(posts), "found": len(found)}
    return Seen("gap", "votes_asked", found, figures) if found else Seen("met", "no_votes_asked", (), figures)


def ai_content_labelled(scene: Scene) -> Seen:
    """What people read says that content was made by AI; where it must stand, a person must judge."""
    if not scene.published:
        return absent()
    found = places(scene.published, _AI_LABEL)
    figures = {"texts": len(scene.published), "labels": len(found)}
    return (
        Seen("needs_review", "ai_label", found, figures)
        if found
        else Seen("gap", "no_ai_label", tuple(scene.published), figures)
    )


def ai_metadata_written(scene: Scene) -> Seen:
    """Images, sound and video that a model made carry the AIGC mark in their bytes."""
    made_by_program = 0
    marked: list[str] = []
    bare: list[str] = []
    for bundle in scene.of():
        for path, content in sorted(bundle.files.items()):
            if not path.lower().endswith(_MEDIA):
                continue
            if bundle.deliverable.produced_by.startswith("rehearsal/"):
                made_by_program += 1
            else:
                (marked if b"AIGC" in content or b"TC260" in content else bare).append(path)
    figures = {"marked": len(marked), "bare": len(bare), "made_by_program": made_by_program}
    if bare:
        return Seen("gap", "metadata_missing", tuple(bare), figures)
    if marked:
        return Seen("met", "metadata_written", tuple(marked), figures)
    return Seen("not_assessed", "no_ai_media", (), figures)
