"""Every sentence that the user reads."""

from __future__ import annotations

# the result
SIZE = "Size: {sides} cm"
WEIGHT = "Actual weight: {weight} kg"
VOLUMETRIC = "Volumetric weight (÷{divisor}): {weight} kg"
CHARGEABLE = "Chargeable weight (÷{divisor}): {weight} kg, {reason}"
VOLUME_COUNTS = "the volumetric weight counts"
ACTUAL_COUNTS = "the actual weight counts"
ROUNDING = (
    "Rule: the larger of actual and volumetric weight, rounded up to the next full "
    "{step} kg"
)
HOW = "Step by step"
ABOUT_VALUE = "about {value}"

# the steps
LENGTH = "Length"
WIDTH_OF_ITEM = "Width"
HEIGHT = "Height"
ACTUAL = "Actual weight"
STEP = "{name}: {sum}"
STEP_VOLUME = "Volume: {sides} = {volume} cm³"
STEP_VOLUMETRIC = "Volumetric weight (÷{divisor}): {volume} ÷ {divisor} = {weight} kg"
STEP_CHARGEABLE = (
    "Chargeable weight (÷{divisor}): actual {actual} kg, volumetric {volumetric} kg: "
    "{reason}; {larger} kg rounded up to the next full {step} kg is {chargeable} kg"
)
BETWEEN_STEPS = "; "

# one item that cannot be read
UNKNOWN = "'{text}' is not understood: write it as in 12in x 8in x 4in, 3lb"
UNIT_ALONE = "the unit '{text}' has no number of its own before it"
AMBIGUOUS_UNIT = (
    "'{text}' may be a Chinese or a foreign unit: write cm, in or ft, and kg or g"
)
UNCLEAR_COMMA = (
    "'{text}' may be thousands, decimals or two numbers: write decimals with a point, "
    "thousands without a comma, and a space after a comma that separates"
)
UNCLEAR_SPACE = (
    "a number stands before '{text}' with only space between: write x between sides, "
    "and thousands without a space"
)
NOT_POSITIVE = "'{text}' is not greater than zero; write x between the sides, not -"
TOO_LONG = "the number '{text}' is too long"
TEXT_TOO_LONG = "the text is longer than {limit} characters"
BAD_FRACTION = (
    "'{text}' is no fraction of a ruler, such as 12 1/2: write it as a decimal"
)
NOT_THREE_SIDES = "three sides are needed: length, width and height; I found {count}"
NO_WEIGHT = "there is no weight: add one with its unit, such as 3lb"
TWO_WEIGHTS = "there is more than one weight: give one item at a time"
NO_WEIGHT_UNIT = "the weight has no unit: add one, or say --weight-unit"
NO_LENGTH_UNIT = "the sides have no unit: add one, or say --length-unit"
SIDE_WITHOUT_UNIT = (
    "the sides name units, but not all of them: name one for all, or one for each"
)

# one line of a file
AT_LINE = "line {line}: {reason}"
OPEN_QUOTE = "a quotation mark is not closed, or stands in the middle of a cell"
WIDTH = (
    "it has {found} cells, the header has {expected}: put text that holds commas in "
    "quotation marks"
)
EMPTY_CELL = "the column '{column}' is empty"
WRONG_UNIT = "'{text}' in the column '{column}' is no unit for it"

# the whole file
WORKBOOK = "this is a spreadsheet workbook: save it as CSV first"
BINARY = "this is no text file: save it as CSV from your spreadsheet"
UNKNOWN_ENCODING = "there is no encoding called '{name}': try utf-8, cp1252 or gb18030"
WRONG_ENCODING = (
    "line {line} is not {name}: say --encoding with another one, "
    "such as utf-8, cp1252 or gb18030"
)
GUESSED = (
    "note: {name} is not UTF-8; I read it as {encoding}. "
    "If letters look wrong, say --encoding."
)
NO_COLUMNS = (
    "the first line names no columns that I know: {line}\nUse the headings item, or "
    "size and weight, or length, width, height and weight; units may stand in them, "
    "as in length (in)"
)
NO_ITEMS = "there are no items in it"
CANNOT_READ = "{name}: it cannot be read: {reason}"
CANNOT_WRITE = "{name}: it cannot be written: {reason}"
SAME_FILE = "{name} is the file I read: give --output another name"
IN_FILE = "{name}: {reason}"
BAD_LINES = "{count} of {lines} items could not be read; they stand with their reason."

# headings of the CSV that is written
COLUMN_LINE = "line"
COLUMN_ITEM = "item"
COLUMN_LENGTH = "length_cm"
COLUMN_WIDTH = "width_cm"
COLUMN_HEIGHT = "height_cm"
COLUMN_WEIGHT = "weight_kg"
COLUMN_VOLUMETRIC = "volumetric_{divisor}_kg"
COLUMN_CHARGEABLE = "chargeable_{divisor}_kg"
COLUMN_STEPS = "steps"
COLUMN_ERROR = "error"

# the command line
ABOUT = (
    "Convert an item's size and weight to metric units and work out its volumetric "
    "and chargeable weight, offline."
)
HELP_ITEM = "size and weight, such as '12in x 8in x 4in, 3lb'"
HELP_BATCH = "read many items from a CSV file; - reads standard input"
HELP_DIVISOR = (
    "cubic centimetres per kilogram; may be repeated (default: 5000 and 6000)"
)
HELP_ROUND = "round the chargeable weight up to the next full step (default: 0.5kg)"
HELP_LENGTH_UNIT = "the unit of sides that name none, such as cm or in"
HELP_WEIGHT_UNIT = "the unit of weights that name none, such as kg or lb"
HELP_EXPLAIN = "explain every step (this is the default)"
HELP_NO_EXPLAIN = "give the results alone"
HELP_JSON = "print JSON instead of text or CSV"
HELP_OUTPUT = "write to this file, replacing it; CSV is written for spreadsheets"
HELP_ENCODING = "the CSV file's encoding, if it is not recognised"
HELP_HELP = "print this help"
HELP_VERSION = "print the version"
USAGE = "usage: "
ARGUMENTS = "what to work out"
OPTIONS = "options"
EPILOG = (
    "Exit codes: 0 everything was worked out, 1 some lines could not be read and are "
    "listed, 2 nothing could be done."
)
ITEM_OR_BATCH = "give one item, or --batch with a CSV file, and not both"
BAD_DIVISOR = "'{text}' is no divisor: write a number greater than zero, such as 5000"
BAD_STEP = "'{text}' is no weight to round up to: write it as 0.5kg or 100g"
BAD_LENGTH_UNIT = "'{text}' is no unit of length: use cm, mm, m, in or ft"
BAD_WEIGHT_UNIT = "'{text}' is no unit of weight: use kg, g, lb or oz"
TRY_HELP = "{reason}\nTry '{command} --help'."
PARSER: tuple[tuple[str, str], ...] = ()
"""Translations of the argument parser's own messages: pattern, replacement."""
