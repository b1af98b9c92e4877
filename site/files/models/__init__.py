"""Pictures, files, and the text read from files."""

from files.models.extraction import ExtractedPage, Extraction
from files.models.picture import Picture, PictureRendition
from files.models.stored_file import StoredFile

__all__ = ["ExtractedPage", "Extraction", "Picture", "PictureRendition", "StoredFile"]
