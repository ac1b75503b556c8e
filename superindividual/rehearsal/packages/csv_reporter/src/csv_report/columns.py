"""Which column holds what: found by the names that banks give them."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from . import messages
from .currencies import currency_in
from .errors import InputError

DELIMITERS = (",", ";", "\t", "|")
ROLES = (
    "date",
    "description",
    "amount",
    "currency",
    "debit",
    "credit",
    "direction",
)
"""`debit` and `credit` are unsigned amounts out and in; `direction` says which one."""

HEADER_WITHIN = 40
"""Banks put account details above the header; it is looked for in so many lines."""

_NAMES = {
    "date": """date; booking date; transaction date; posting date; posted date;
        completed date; date posted; datum; buchungstag; buchungsdatum; buchung;
        日期; 交易日期; 交易时间; 记账日期; 记账日; 入账日期; 发生日期; 付款时间;
        value date; valutadatum; valuta; wertstellung""",
    "description": """description; details; transaction details; narrative; memo;
        text; payee; merchant; counterparty; name; reference; beschreibung;
        verwendungszweck; buchungstext; empfänger; auftraggeber; zahlungsempfänger;
        begünstigter/zahlungspflichtiger; auftraggeber/empfänger;
        beguenstigter/zahlungspflichtiger; zahlungspflichtige*r;
        zahlungsempfänger*in; 摘要; 描述; 说明; 交易描述; 交易摘要; 交易说明;
        交易对方; 对方户名; 对方名称; 商品; 商品名称; 商品说明; 用途; 附言""",
    "amount": """amount; transaction amount; value; sum; betrag; umsatz; summe;
        金额; 交易金额; 发生额; 人民币金额""",
    "currency": """currency; currency code; ccy; währung; waehrung; 币种; 货币;
        交易币种; 币别""",
    "debit": """debit; debit amount; money out; paid out; withdrawal; withdrawals;
        soll; belastung; ausgang; ausgabe; 支出; 支出金额; 借方; 借方金额;
        借方发生额""",
    "credit": """credit; credit amount; money in; paid in; deposit; deposits; haben;
        gutschrift; eingang; einnahme; 收入; 收入金额; 贷方; 贷方金额; 贷方发生额""",
    "direction": """debit/credit; credit/debit; dr/cr; soll/haben; s/h; direction;
        收/支; 收支; 收支类型; 借贷; 借贷标志; 借/贷""",
}
_ALIASES = {
    role: [name.strip() for name in text.replace("\n", " ").split(";")]
    for role, text in _NAMES.items()
}
_UNIT = re.compile(r"\s*(?:\(([^()]*)\)|\[([^\[\]]*)\]|\bin ([a-z]{3}|€))\s*$")


@dataclass(frozen=True)
class Layout:
    """Where the columns are. Indexes count from 0; -1 means there is no such column."""

    delimiter: str
    header: int
    """Index of the header's line."""
    width: int
    date: int
    descriptions: tuple[int, ...]
    amount: int = -1
    currency: int = -1
    debit: int = -1
    credit: int = -1
    direction: int = -1
    unit: str = ""
    """The currency that the amount's heading names, as in `Amount (EUR)`."""


def find_layout(lines: Sequence[str], named: Mapping[str, str]) -> Layout:
    """Find the header and what its columns hold; `named` maps roles to headings.

    Raises:
        InputError: no line names a date, a description and an amount.
    """
    for index, line in enumerate(lines[:HEADER_WITHIN]):
        for delimiter in DELIMITERS:
            layout = _layout(index, delimiter, _cells(line, delimiter), named)
            if layout:
                return layout
    first = next((line.strip() for line in lines if line.strip()), "")
    raise InputError(messages.NO_HEADER.format(line=first[:80]))


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


def _layout(
    index: int, delimiter: str, cells: list[str], named: Mapping[str, str]
) -> Layout | None:
    names = [_plain(cell)[0] for cell in cells]
    found = {role: _positions(role, names, named) for role in ROLES}
    at = {role: (places or [-1])[0] for role, places in found.items()}
    split = at["debit"] >= 0 and at["credit"] >= 0
    if at["date"] < 0 or at["description"] < 0 or (at["amount"] < 0 and not split):
        return None
    amount = at["amount"] if at["amount"] >= 0 else at["debit"]
    return Layout(
        delimiter=delimiter,
        header=index,
        width=len(cells),
        date=at["date"],
        descriptions=tuple(sorted(found["description"])),
        amount=at["amount"],
        currency=at["currency"],
        debit=at["debit"] if at["amount"] < 0 else -1,
        credit=at["credit"] if at["amount"] < 0 else -1,
        direction=at["direction"],
        unit=_plain(cells[amount])[1],
    )


def _positions(role: str, names: list[str], named: Mapping[str, str]) -> list[int]:
    """Columns of a role, the likelier name first; what the user named counts alone."""
    wanted = [_plain(named[role])[0]] if role in named else _ALIASES[role]
    return [names.index(name) for name in wanted if name in names]


def _plain(heading: str) -> tuple[str, str]:
    """Fold a heading for comparing, and take a currency off its end."""
    folded = unicodedata.normalize("NFKC", heading).casefold()
    folded = " ".join(folded.replace("_", " ").split())
    match = _UNIT.search(folded)
    if match is None:
        return folded, ""
    unit = currency_in(next(group for group in match.groups() if group is not None))
    return folded[: match.start()], unit
