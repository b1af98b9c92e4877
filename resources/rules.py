"""Who may open the files of resources."""

from files.models import StoredFile
from files.rules import shows_files
from members.audiences import Viewer
from resources.models import ResourcePage


@shows_files
def on_a_shelf_that_they_see(file: StoredFile, person: Viewer) -> bool:
    """Whether a live resource that the person may see offers the file. One query."""
    return ResourcePage.objects.visible_to(person).filter(files__file=file).exists()
