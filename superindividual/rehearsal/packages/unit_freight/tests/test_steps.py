"""Explanations."""

from __future__ import annotations

from unit_freight import messages
from unit_freight.freight import Rule, work_out
from unit_freight.item import parse_item
from unit_freight.steps import steps_of


def _steps(text: str) -> tuple[str, ...]:
    return steps_of(work_out(parse_item(text), Rule()))


def test_every_step_has_its_numbers() -> None:
    """Sides, weight, volume, two divisions, two comparisons."""
    steps = _steps("12in x 8in x 4in, 3lb")
    assert len(steps) == 9
    parts = [
        "12 in × 2.54 = 30.48 cm",
        "8 in × 2.54 = 20.32 cm",
        "4 in × 2.54 = 10.16 cm",
        "3 lb × 0.45359237 = 1.36077711 kg",
        "30.48 × 20.32 × 10.16 = 6292.632576",
        "6292.632576 ÷ 5000 = 1.2585265152",
        "6292.632576 ÷ 6000 = 1.048772096",
        messages.ACTUAL_COUNTS,
        "1.5",
    ]
    for step, part in zip(steps, parts, strict=True):
        assert part in step


def test_the_weight_that_is_rounded_is_named() -> None:
    """The comparison says which weight counts, and rounds that one."""
    *_, first, second = _steps("50x40x30cm, 11.2kg")
    for step, reason, larger, chargeable in [
        (first, messages.VOLUME_COUNTS, "12", "12"),
        (second, messages.ACTUAL_COUNTS, "11.2", "11.5"),
    ]:
        assert step == messages.STEP_CHARGEABLE.format(
            divisor="5000" if step is first else "6000",
            actual="11.2",
            volumetric="12" if step is first else "10",
            reason=reason,
            larger=larger,
            step="0.5",
            chargeable=chargeable,
        )


def test_metric_is_not_converted_and_sums_are_shown() -> None:
    """Centimetres stay; feet and inches are added up before the reader's eyes."""
    steps = _steps("1ft 6in x 20cm x 10cm, 2 lb 4 oz")
    assert "1 ft × 30.48 + 6 in × 2.54 = 45.72 cm" in steps[0]
    assert steps[1].endswith("20 cm")
    assert "2 lb × 0.45359237 + 4 oz × 0.028349523125 = 1.0205828325 kg" in steps[3]


def test_what_has_no_end_says_so() -> None:
    """A quotient without end is marked as rounded."""
    about = messages.ABOUT_VALUE.format(value="0.166666666667")
    assert about in _steps("10x10x10cm, 1kg")[6]
