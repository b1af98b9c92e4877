"""Pictures, files, and what was read and seen in files."""

from files.models.extraction import ExtractedPage, Extraction, Preview, ReadingView
from files.models.picture import Picture, PictureRendition
from files.models.stored_file import StoredFile

__all__ = [
    "ExtractedPage",
    "Extraction",
    "Picture",
    "PictureRendition",
    "Preview",
    "ReadingView",
    "StoredFile",
]
