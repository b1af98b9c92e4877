"""Drafts and the files on them: kept on the server while somebody writes, gone when the post is there."""

import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Collection

from files import checks
from files.models import StoredFile
from forums import limits
from forums.errors import FileRefused, SavedElsewhere
from forums.models import Attachment, Draft, Post
from members.models import Person

FILES_ON_A_POST = 10
DRAFT_LIMIT = 60_000  # letters of all fields together; beyond it nothing can be posted anyway
KEPT_FOR = datetime.timedelta(days=90)
FILES_KEPT_FOR = datetime.timedelta(days=2)  # without a draft or post that they belong to
COLLECTION = "Forums"


def save_draft(*, person: Person, action: str, target: str, said: dict[str, Any], version: int = 0) -> Draft:
    """Keep what somebody writes. `version` is the one that their window began from, 0 for none.

    Raises SavedElsewhere when another window has saved since; nothing is overwritten. The same words again change nothing.
    """
    said = {name: value for name, value in said.items() if isinstance(value, str) and value}
    if sum(len(value) for value in said.values()) > DRAFT_LIMIT:
        said = {name: value[: DRAFT_LIMIT // 4] for name, value in said.items()}
    with transaction.atomic():
        draft, made = Draft.objects.get_or_create(
            person=person, action=action, target=target, defaults={"said": said}
        )
        if made or draft.said == said:
            return draft
        now = timezone.now()
        changed = Draft.objects.filter(pk=draft.pk, version=version).update(
            said=said, version=F("version") + 1, saved_at=now
        )
        if not changed:
            raise SavedElsewhere
        draft.refresh_from_db()
        return draft


@transaction.atomic
def drop_draft(*, person: Person, action: str, target: str) -> None:
    """Throw away a draft with its files."""
    for attachment in Attachment.objects.filter(person=person, action=action, target=target, post=None):
        _remove(attachment)
    Draft.objects.filter(person=person, action=action, target=target).delete()


def take_along(*, post: Post, draft: tuple[str, str]) -> None:
    """Put a draft's files on the post that it became; the draft is done with. Call it in the post's transaction."""
    action, target = draft
    mine = Attachment.objects.filter(person=post.author, action=action, target=target, post=None)
    mine.update(post=post, action="", target="")
    Draft.objects.filter(person=post.author, action=action, target=target).delete()


def attach_file(*, upload: UploadedFile, by: Person, action: str, target: str) -> Attachment:
    """Keep a file for a post that is being written. Raises FileRefused with a sentence, or TooOften."""
    limits.refuse_too_often(Attachment.objects.filter(person=by), at_most=limits.FILES_AT_MOST, minutes=60)
    waiting = Attachment.objects.filter(person=by, action=action, target=target, post=None)
    if waiting.count() >= FILES_ON_A_POST:
        raise FileRefused(_("A post may have at most %(n)s files.") % {"n": FILES_ON_A_POST})
    name = upload.name or ""
    if (upload.size or 0) > settings.ATTACHMENT_SIZE_LIMIT:
        limit = filesizeformat(settings.ATTACHMENT_SIZE_LIMIT)
        raise FileRefused(
            _("“%(name)s” is larger than the limit of %(limit)s.") % {"name": name, "limit": limit}
        )
    try:
        checks.kind_of(upload, name)
        with transaction.atomic():
            file = StoredFile(title=name[:255], file=upload, collection=_collection())
            file.save()
            return Attachment.objects.create(file=file, person=by, action=action, target=target)
    except ValidationError as error:
        raise FileRefused(f"“{name}”: {' '.join(error.messages)}") from error


@transaction.atomic
def take_off(*, attachment: Attachment, by: Person) -> None:
    """Take a file off again; its owner's, or one on a post that `by` may edit (the caller has asked)."""
    _remove(attachment)


def describe_file(*, attachment: Attachment, words: str, by: Person) -> None:
    """Say what is in a file, for those who do not see it."""
    attachment.description = " ".join(words.split())[:200]
    attachment.save(update_fields=["description"])


def sweep_drafts() -> int:
    """Remove drafts that nobody came back to, and files that belong to none. Run by beat; running twice does no harm."""
    now = timezone.now()
    for draft in Draft.objects.filter(saved_at__lt=now - KEPT_FOR).select_related("person")[:500]:
        drop_draft(person=draft.person, action=draft.action, target=draft.target)
    drafts = Draft.objects.filter(
        person=OuterRef("person"), action=OuterRef("action"), target=OuterRef("target")
    )
    lost = Attachment.objects.filter(~Exists(drafts), post=None, at__lt=now - FILES_KEPT_FOR)[:500]
    count = 0
    for attachment in lost:
        with transaction.atomic():
            _remove(attachment)
        count += 1
    return count


def _remove(attachment: Attachment) -> None:
    """Delete the row and the file; the bytes go when the transaction is through (Wagtail listens)."""
    attachment.file.delete()


def _collection() -> Collection:
    """Return the collection that keeps what people attach apart from what editors file."""
    root = Collection.get_first_root_node()
    if root is None:
        root = Collection.add_root(name="Root")
    found = root.get_children().filter(name=COLLECTION).first()
    return found or root.add_child(name=COLLECTION)
