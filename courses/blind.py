"""Which files reviewers may have without learning whose they are. Pure."""

from files.formats import Family, format_of

#: What tells nothing of its maker once it has arrived: pictures and MP4 are freed of that, plain texts have nothing of the kind.
CLEAN = frozenset({"png", "jpg", "gif", "webp", "mp4", "m4a", "txt", "md", "csv", "vtt", "srt"})

#: What keeps names, companies and earlier authors inside: reviewers read the words in it.
READ = frozenset({"pdf", "docx", "pptx", "xlsx", "odt"})


def goes_blind(ending: str) -> bool:
    """Whether a file of this format can be handed in where others review without knowing whose it is."""
    return ending in CLEAN or ending in READ


def is_shown_whole(ending: str) -> bool:
    """Whether reviewers get the file itself."""
    return ending in CLEAN


def blind_name(number: int, ending: str) -> str:
    """Return the name under which a reviewer gets a file."""
    return f"file-{number}.{ending}"


def is_picture(ending: str) -> bool:
    """Whether it can be looked at on the page."""
    return format_of(ending).family is Family.PICTURE
