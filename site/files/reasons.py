"""Why a file could not be read, seen or accepted, in the words that editors see. Imports no Django: readers say them too."""


def gettext_noop(message: str) -> str:
    """Mark for the catalogues. Translated where it is shown."""
    return message


LOCKED = gettext_noop("it is locked with a password")
NOT_A_PDF = gettext_noop("it is not a whole PDF")
NOT_A_WORD = gettext_noop("it is not a whole Word document")
NOT_A_SHOW = gettext_noop("it is not a whole presentation")
NOT_A_SHEET = gettext_noop("it is not a whole spreadsheet")
NOT_AN_ODT = gettext_noop("it is not a whole OpenDocument text")
NOT_CAPTIONS = gettext_noop("its captions have no readable times")
NOT_WHOLE = gettext_noop("it is not a whole file")
MISSING = gettext_noop("the file is missing from storage")
TOO_MUCH_MEMORY = gettext_noop("it needs more memory than a file may take")
TOO_LONG = gettext_noop("it took longer to read than a file may take")
CUT_SHORT = gettext_noop("it took longer to read than a file may take: only its beginning was read")
BROKE_OFF = gettext_noop("reading it broke off: only its beginning was read")
TOO_MANY_PAGES = gettext_noop("it has more pages than a file may have: only its beginning was read")
TOO_MUCH_TEXT = gettext_noop("it holds more text than a file may have: only its beginning was read")
ONLY_SCANS = gettext_noop("its pages hold pictures but no text; a scan needs text recognition first")
NOTHING_INSIDE = gettext_noop("there is no text in it")

NOT_AN_ARCHIVE = gettext_noop("it is not a whole archive")
TOO_MANY_ENTRIES = gettext_noop("it holds more files than an archive may have")
UNPACKS_TOO_LARGE = gettext_noop("it would unpack to far more than its size")
ESCAPES = gettext_noop("it holds a file that would be written outside of its folder")

TOO_MANY_PIXELS = gettext_noop("its picture has more points than a file may have")
DAMAGED_PICTURE = gettext_noop("its picture is damaged")
NO_VIEW_IN_TIME = gettext_noop("drawing its first pages took longer than a file may take")
