"""Who may open a file that somebody attached, and what a person has attached to what they are writing."""

from django.db.models import QuerySet

from files.models import StoredFile
from files.rules import shows_files
from forums import rules
from forums.models import Attachment
from members.audiences import Viewer


@shows_files
def shows_attached(file: StoredFile, person: Viewer) -> bool:
    """A file on a post is for whoever may read that post; before it is posted, for whoever attached it."""
    attachment = Attachment.objects.select_related("post__topic__forum").filter(file=file).first()
    if attachment is None:
        return False
    if attachment.post is None:
        return person.is_authenticated and attachment.person_id == person.pk
    return rules.may_see_post(person, attachment.post)


def attached_to_draft(person: Viewer, action: str, target: str) -> QuerySet[Attachment]:
    """Return the files on what the person is writing."""
    mine = Attachment.objects.filter(person_id=person.pk or 0, action=action, target=target, post=None)
    return mine.select_related("file")
