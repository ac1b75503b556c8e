"""Every sentence that the user reads."""

from __future__ import annotations

# the report
NO_CATEGORY = "(no rule)"
TOTAL = "Total"
NOTHING = "No lines for this report."
UNMATCHED = "Lines that no rule matched ({count})"
UNREADABLE = "Lines that could not be read ({count})"
LINE = "line {line}"
COUNT = (
    "{lines} lines: {counted} counted above ({unmatched} of them without a rule), "
    "{elsewhere} of other months, {unreadable} unreadable."
)

# one line
AT_LINE = "line {line}: {reason}"
OPEN_QUOTE = "a quotation mark is not closed, or stands in the middle of a cell"
WIDTH = "it has {found} cells, the header has {expected}"
NO_DATE = "'{text}' is no date that I know"
NO_SUCH_DATE = "the date '{text}' does not exist"
UNCLEAR_DATE = (
    "'{text}' may be day/month or month/day, and no date in this file settles it: "
    "say --day-first or --month-first"
)
NO_AMOUNT = "'{text}' is no amount that I know"
UNCLEAR_AMOUNT = (
    "'{text}' may be thousands or decimals, and no amount in this file settles it: "
    "say --decimal point or --decimal comma"
)
NO_DIRECTION = "'{text}' says neither that money came in nor that it went out"
DEBIT_OR_CREDIT = "exactly one of the debit and credit columns must hold an amount"
UNKNOWN_CURRENCY = "'{text}' is no single currency: write its three letters, as in EUR"
TWO_CURRENCIES = "it names two currencies, {one} and {two}"
LINE_WITHOUT_CURRENCY = "it names no currency: add one, or say --currency"

# the whole file
WORKBOOK = "this is a spreadsheet workbook: export it as CSV first"
BINARY = "this is no text file: export it from your bank or spreadsheet as CSV"
UNKNOWN_ENCODING = "there is no encoding called '{name}': try utf-8, cp1252 or gb18030"
WRONG_ENCODING = (
    "line {line} is not {name}: say --encoding with another one, "
    "such as utf-8, cp1252 or gb18030"
)
GUESSED = (
    "note: {name} is not UTF-8; I read it as {encoding}. "
    "If letters look wrong, say --encoding."
)
NO_HEADER = (
    "I found no line that names a date, a description and an amount. "
    "The first line is: {line}\nIf your columns have other names, say for instance "
    "--column date=Booked --column description=Info --column amount=Sum"
)
NO_CURRENCY = "nothing in this file names the currency: say for instance --currency EUR"
CANNOT_READ = "{name}: it cannot be read: {reason}"
CANNOT_WRITE = "{name}: it cannot be written: {reason}"
SAME_FILE = "{name} is the file I read: give --output another name"
IN_FILE = "{name}: {reason}"
BAD_LINES = "{count} of the lines could not be read; the report lists them at its end."

# the rules
RULE_FORM = (
    "write 'category: words', or 'category: /regular expression/'; "
    "lines that begin with # are comments"
)
RULE_EXPRESSION = "the regular expression has a fault: {reason}"
RULE_MATCHES_ALL = "this expression matches everything, so no later rule would be used"
RESERVED_CATEGORY = "'{name}' is the name for lines without a rule: take another one"
NO_RULES = "{name}: there is no rule in it; write lines such as 'Travel: railway'"
RULES_MISSING = (
    "{name}: there is no such file; write one with a line such as 'Travel: railway' "
    "for each rule, or name yours with --rules"
)

# the command line
ABOUT = "Read a bank's CSV, sort its lines by your rules, print a monthly report."
HELP_FILE = "the CSV file; - reads standard input"
HELP_RULES = "the file with your rules (default: rules.txt)"
HELP_MONTH = "report this month only, as YYYY-MM"
HELP_JSON = "print JSON instead of text"
HELP_OUTPUT = "write the report to this file, replacing it"
HELP_DAY = "03/04/2026 is 3 April"
HELP_MONTH_FIRST = "03/04/2026 is March 4"
HELP_DECIMAL = "1,234 is 1.234 (comma) or one thousand two hundred (point)"
HELP_CURRENCY = "the currency of lines that name none, such as EUR"
HELP_COLUMN = "a column with an unusual name, such as date=Booked; may be repeated"
HELP_ENCODING = "the file's encoding, if it is not recognised"
HELP_HELP = "print this help"
HELP_VERSION = "print the version"
USAGE = "usage: "
ARGUMENTS = "what to read"
OPTIONS = "options"
EPILOG = (
    "Exit codes: 0 every line was read, 1 some lines could not be read and are listed, "
    "2 nothing could be done."
)
BAD_MONTH = "'{text}' is no month: write it as 2026-03"
BAD_CURRENCY = "'{text}' is no currency code: write three letters, as in EUR"
BAD_COLUMN = "'{text}' is no column: write {roles}, then = and the column's name"
TRY_HELP = "{reason}\nTry '{command} --help'."
PARSER: tuple[tuple[str, str], ...] = ()
"""Translations of the argument parser's own messages: pattern, replacement."""
