"""Every sentence that people read: on the site, and from the command."""

from __future__ import annotations

LANGUAGE = "en"

# the site
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
AT_TIME = ", "
BETWEEN = ", "
COLON = ": "
SKIP = "Skip to content"
MENU = "Main menu"
HOME = "Home"
ARCHIVE = "Archive"
UNDATED = "Without a date"
TAGS = "Tags"
IN_GROUP = "{label}: {value}"
PAGES = "Pages"
LATEST = "Latest"
PAST = "Earlier"
LATER = "After that"
OTHERS = "Others"
ALL = "All in the archive"
EMPTY = "Nothing here yet."
NOTHING_COMING = "No date is set yet."
DATE = "Date"
BEFORE = "Previous: {title}"
AFTER = "Next: {title}"
NEWER = "Newer: {title}"
OLDER = "Older: {title}"
NEIGHBOURS = "Neighbouring pages"
SPONSORS = "Sponsors"
CURRENT_SPONSORS = "Our sponsors"
ABOUT_SPONSORS = "About our sponsors"
NO_SPONSORS = "There are no sponsors at the moment."
ATOM = "Atom feed"
RSS = "RSS feed"
NOT_FOUND_TITLE = "Page not found"
NOT_FOUND_TEXT = "There is no page at this address."
TO_HOME = "Go to the home page"


def day(year: int, month: int, number: int) -> str:
    """Write a day as people read it."""
    return f"{number} {MONTHS[month - 1]} {year}"


# faults of a note
ERROR = "error"
WARNING = "warning"
NOT_UTF8 = "this line is not UTF-8: save the file as UTF-8"
CONTROL = "an invisible control character: delete it"
NOT_CLOSED = "the front matter has no end: close it with a line of three hyphens (---)"
NOT_YAML = (
    "this is no YAML: write 'key: value', and put a text that holds a colon, # or "
    "quotation marks into quotation marks"
)
NOT_A_MAPPING = "these are no fields: write 'key: value'"
ANCHOR = "anchors and deep nesting are not read: write the value out"
TWICE = "'{key}' is said twice: delete one"
NO_TITLE = "there is no title: add 'title: …' to the front matter, or begin with '# …'"
NO_DATE = "there is no date: add 'date: 2026-03-14' to the front matter"
BAD_DATE = "'{text}' is no date: write it as 2026-03-14 or 2026-03-14 19:00"
ONE_LINE = "'{key}' must be one line of text"
A_LIST = "'{key}' must be a list, such as [one, two]"
A_NUMBER = "'{key}' must be a whole number from 1 to 999999"
TRUE_OR_FALSE = "'{key}' must be true or false"
BAD_SLUG = "this slug does not work in a link: write it as '{text}'"
NO_SLUG = "the file's name has no letters for a link: add 'slug: …'"
UNKNOWN_FIELD = "the field '{key}' is unknown: list it under 'fields' in site.yaml"
DID_YOU_MEAN = "{text} (did you mean '{close}'?)"
SAME_TITLE = "{path} has the same title: give one of them another"
SAME_PLACE = "it would be written to {place}, as {other} is: give one a 'slug'"
SAME_VALUE = "{field}: '{value}' and '{other}' have the same address: write them alike"
EMPTY_VALUE = "{field}: '{value}' has no letters for a link: rename it"
NO_ALT = "the image has no description: write ![what it shows](…)"
NO_SUCH_FILE = "the link leads to {target}, which is not there: correct it"
NO_SUCH_HEADING = "there is no heading '#{name}' in {path}: correct the link"
LINK_TO_DRAFT = "the link leads to {target}, a draft: publish it, or take the link out"
UNSAFE_LINK = "links of the kind '{scheme}:' are left out: use https, mailto or tel"
FOREIGN_IMAGE = (
    "{target} lies on another server and would tell it of every visitor: save the "
    "image beside the note"
)
SYMLINK = "symbolic links are not followed: put the file itself here"
BAD_NAME = "the file's name has characters that cannot stand in a link: rename it"

# faults of site.yaml
UNKNOWN_SETTING = "the setting '{key}' is unknown; there are {known}"
BAD_LANGUAGE = "'{key}' must be a language tag, such as en or zh-CN"
BAD_URL = "'{key}' must be the site's whole address, such as https://example.org/talks/"
BAD_ARCHIVE = "'{key}' must be year, month, season or none"
BAD_FEEDS = "'{key}' must be a list of atom and rss"
BAD_SPONSOR = "'{key}' must be a list, each with a name, and perhaps line, url, until"
BAD_SPONSOR_URL = "a sponsor's url must be whole, such as https://example.org"

# the command
NO_FOLDER = "{name} is no folder: name the folder with the notes"
CANNOT_READ = "{name} cannot be read: {reason}"
CANNOT_WRITE = "{name} cannot be written: {reason}"
NOT_A_FOLDER = "{name} is no folder of its own: give --output another name"
HOLDS_NOTES = "{name} holds the notes: give --output another name"
AMONG_NOTES = "{name} lies among the notes: give --output a folder outside of them"
NOT_OURS = "{name} was not written by this program: empty it, or give --output another"
FOREIGN = (
    "{name} holds {file}, which this program did not write: move it away, or into the "
    "folder 'static' of the notes"
)
NOT_WRITTEN = "{name} was not written: put the faults above right first"
NO_URL = (
    "note: site.yaml has no url, so there is no feed and no sitemap: both need whole "
    "addresses"
)
NO_FEED = "note: no note has a date, so there is no feed"
WRITTEN = "{name}: notes written: {notes}, drafts left out: {drafts}"
CHECKED = "notes: {notes}, errors: {errors}, warnings: {warnings}"
SERVING = "http://{host}:{port}/ shows the site; Ctrl-C ends it"
CANNOT_SERVE = "{host}:{port} cannot be used: {reason}; name another --port"
ABOUT = "Turn a folder of Markdown notes into a static website."
COMMANDS = "commands"
ARGUMENTS = "what to read"
OPTIONS = "options"
HELP_BUILD = "write the site"
HELP_CHECK = "list what is wrong with the notes, and write nothing"
HELP_SERVE = "show the site on this computer; a changed note is built at once"
HELP_NOTES = "the folder with the notes"
HELP_OUTPUT = "the folder of the site (default: site); an older site in it is replaced"
HELP_STRICT = "write nothing when there are warnings"
HELP_DRAFTS = "publish drafts as well"
HELP_TODAY = "the day that tells past from future (default: today)"
HELP_HOST = "the address to listen on (default: 127.0.0.1, this computer alone)"
HELP_PORT = "the port to listen on (default: 8000)"
HELP_HELP = "print this help"
HELP_VERSION = "print the version"
USAGE = "usage: "
EPILOG = (
    "Exit codes: 0 all is well, 1 the notes have faults, which are listed with file "
    "and line, 2 nothing could be done. Warnings alone do not stop 'build'."
)
BAD_PORT = "'{text}' is no port: write a number from 0 to 65535"
TRY_HELP = "{reason}\nTry '{command} --help'."
PARSER: tuple[tuple[str, str], ...] = ()
"""Translations of the argument parser's own messages: pattern, replacement."""
