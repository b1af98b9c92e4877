"""Write a draft, put files to it, hand it in, take it back, begin again."""

import datetime
import uuid

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.actions.errors import CourseError, EnrolmentClosed
from courses.actions.evidence import record_event
from courses.actions.outcomes import settle_part
from courses.assigning import FILES, TEXT
from courses.blind import goes_blind
from courses.items import EditionItem
from courses.models import AssignmentPage, Enrolment, ItemEvent, Submission, SubmissionFile
from courses.queries.assignments import Work, work_of
from courses.sentences import moment
from files import checks
from members.models import Person

MOST_FILES = 8
LARGEST_FILE = 50 * 1024**2  # bytes
LONGEST_TEXT = 100_000  # characters


class DraftMovedOn(CourseError):
    """The draft was saved elsewhere meanwhile; `draft` is what is kept."""

    def __init__(self, draft: Submission) -> None:
        super().__init__(
            _(
                "This draft was changed in another window meanwhile. Both versions are here: choose what to keep."
            )
        )
        self.draft = draft


def _lock(enrolment: Enrolment) -> None:
    """What one learner does to their work comes one after another."""
    if not Enrolment.objects.select_for_update().filter(pk=enrolment.pk, ended_at__isnull=True).exists():
        raise EnrolmentClosed(_("You have left this course. Enrol again to go on."))


def _work(enrolment: Enrolment, item: EditionItem) -> Work:
    work = work_of(enrolment, item)
    if work is None:
        raise CourseError(_("This assignment is not there any more. What you handed in is kept."))
    return work


def _writable(enrolment: Enrolment, item: EditionItem, title: str) -> Submission:
    """Return the draft, made if there is none. Within the lock."""
    work = _work(enrolment, item)
    if work.draft is not None:
        return work.draft
    if not work.may_write:
        raise CourseError(
            _("Your work is handed in. To change it, take it back first, or wait for feedback.")
        )
    top = Submission.objects.filter(enrolment=enrolment, item=item.key).aggregate(top=Max("number"))["top"]
    return Submission.objects.create(
        enrolment=enrolment,
        course_id=enrolment.course_id,
        item=item.key,
        number=(top or 0) + 1,
        title=title,
    )


@transaction.atomic
def save_draft(
    *, enrolment: Enrolment, item: EditionItem, title: str, text: str, version: int, by: Person
) -> Submission:
    """Keep what was typed. Raises DraftMovedOn where somewhere else something newer was kept, and changes nothing then."""
    _lock(enrolment)
    text = text.replace("\r\n", "\n")
    if len(text) > LONGEST_TEXT:
        raise CourseError(_("This text is too long: at most %(n)s characters.") % {"n": LONGEST_TEXT})
    draft = _writable(enrolment, item, title)
    if draft.text == text:
        return draft
    if draft.version != version:
        raise DraftMovedOn(draft)
    draft.text, draft.version, draft.saved_at = text, draft.version + 1, timezone.now()
    draft.save(update_fields=["text", "version", "saved_at"])
    return draft


def add_file(
    *, enrolment: Enrolment, item: EditionItem, title: str, upload: UploadedFile, by: Person
) -> SubmissionFile:
    """Put a file to the draft, examined before anything is kept."""
    name = upload.name or ""
    if (upload.size or 0) > LARGEST_FILE:
        raise CourseError(
            _("“%(name)s” is larger than the limit of %(limit)s.")
            % {"name": name, "limit": filesizeformat(LARGEST_FILE)}
        )
    try:
        kind = checks.kind_of(upload, name)
        with transaction.atomic():
            _lock(enrolment)
            draft = _writable(enrolment, item, title)
            work = _work(enrolment, item)
            if work.terms.takes == TEXT:
                raise CourseError(_("This assignment takes a text only."))
            if work.terms.is_for_peers and not goes_blind(kind):
                raise CourseError(
                    _(
                        "“%(name)s”: files of this kind can tell who made them, and others review your work without knowing. "
                        "Hand in a PDF, a document, a picture or an MP4 film."
                    )
                    % {"name": name}
                )
            if draft.files.count() >= MOST_FILES:
                raise CourseError(_("At most %(n)s files can be handed in.") % {"n": MOST_FILES})
            row = SubmissionFile(submission=draft)
            row.file.save(name, upload, save=False)
            row.save()
            return row
    except ValidationError as error:
        raise CourseError(f"“{name}”: {' '.join(error.messages)}") from error


@transaction.atomic
def drop_file(*, file: SubmissionFile, by: Person) -> None:
    """Take a file off a draft; its bytes go when no other version has them."""
    _lock(file.submission.enrolment)
    if Submission.objects.get(pk=file.submission_id).submitted_at is not None:
        raise CourseError(_("What was handed in does not change any more."))
    forget_file(file)


def forget_file(file: SubmissionFile) -> None:
    """Delete the row, and once that is certain the bytes that no other row names."""
    storage, name = file.file.storage, file.file.name
    file.delete()
    if not SubmissionFile.objects.filter(file=name).exists():
        transaction.on_commit(lambda: storage.delete(name))


def hand_in(
    *,
    enrolment: Enrolment,
    item: EditionItem,
    key: str,
    by: Person,
    page: AssignmentPage | None = None,
    language: str = "",
) -> Submission:
    """Hand in the draft. The same key is one handing in, however often it is sent."""
    try:
        with transaction.atomic():
            return _hand_in(enrolment, item, key, by, page, language)
    except IntegrityError:
        known = Submission.objects.filter(enrolment=enrolment, key=key).first()
        if known is None:
            raise
        return known


def _hand_in(
    enrolment: Enrolment,
    item: EditionItem,
    key: str,
    by: Person,
    page: AssignmentPage | None,
    language: str,
) -> Submission:
    _lock(enrolment)
    known = Submission.objects.filter(enrolment=enrolment, key=key).first()
    if known is not None:
        return known
    work = _work(enrolment, item)
    draft = work.draft
    if draft is None:
        raise CourseError(_("There is nothing to hand in yet. Write something or add a file first."))
    _refuse_unfit(work, draft, enrolment)
    now = timezone.now()
    if work.current is not None:
        Submission.objects.filter(pk=work.current.pk).update(replaced_at=now)
    draft.submitted_at, draft.key, draft.due_at, draft.late = now, key, work.due_at, work.is_over
    draft.terms, draft.language = work.terms.entry(), language
    draft.reviews_wanted = work.terms.gets
    if page is not None:
        draft.title, draft.revision = page.title, page.live_revision_id
    wait = datetime.timedelta(days=work.terms.patience if work.terms.is_for_peers else 0)
    draft.trainer_from = now + wait
    draft.save()
    record_event(
        enrolment=enrolment,
        item=item.key,
        verb=ItemEvent.Verb.SUBMITTED,
        key=f"submitted:{draft.uuid}",
        by=by,
        title=draft.title,
        revision=draft.revision,
        language=language,
        at=now,
    )
    settle_part(enrolment=enrolment, item=item.key, terms=work.terms, by=by)
    return draft


def _refuse_unfit(work: Work, draft: Submission, enrolment: Enrolment) -> None:
    if work.is_closed and work.due_at is not None:
        raise CourseError(
            _(
                "This was due on %(moment)s, and late work is not taken. What you wrote is kept: ask the trainers for more time."
            )
            % {"moment": moment(work.due_at, enrolment.person.zone)}
        )
    has_text, has_files = bool(draft.text.strip()), bool(list(draft.files.all()))
    if work.terms.takes == TEXT and not has_text:
        raise CourseError(_("Write your text first."))
    if work.terms.takes == FILES and not has_files:
        raise CourseError(_("Add a file first."))
    if not (has_text or has_files):
        raise CourseError(_("There is nothing to hand in yet. Write something or add a file first."))


@transaction.atomic
def withdraw(*, submission: Submission, by: Person) -> Submission:
    """Take back what nobody has begun to read; it becomes the draft again. Doing it twice is doing it once."""
    enrolment = submission.enrolment
    _lock(enrolment)
    current = Submission.objects.select_for_update().get(pk=submission.pk)
    draft = Submission.objects.filter(
        enrolment=enrolment, item=current.item, submitted_at__isnull=True
    ).first()
    if current.withdrawn_at is not None and draft is not None:
        return draft
    if not current.is_current or current.answered_at is not None:
        raise CourseError(_("There is feedback on this work already. You can hand in a new version instead."))
    if current.reviews.filter(lapsed_at__isnull=True).exists():
        raise CourseError(
            _("Somebody is reading your work already. You can hand in a new version after the feedback.")
        )
    current.withdrawn_at = timezone.now()
    current.save(update_fields=["withdrawn_at"])
    return draft or _copy(current)


@transaction.atomic
def begin_again(*, enrolment: Enrolment, item: EditionItem, by: Person) -> Submission:
    """Begin a new version from the one that has feedback; where one is begun already, return it."""
    _lock(enrolment)
    work = _work(enrolment, item)
    if work.draft is not None:
        return work.draft
    if not work.may_begin_again or work.current is None:
        raise CourseError(
            _("Your work is handed in. To change it, take it back first, or wait for feedback.")
        )
    return _copy(work.current)


def _copy(old: Submission) -> Submission:
    top = Submission.objects.filter(enrolment=old.enrolment, item=old.item).aggregate(top=Max("number"))[
        "top"
    ]
    draft = Submission.objects.create(
        enrolment=old.enrolment,
        course_id=old.course_id,
        item=old.item,
        number=top + 1,
        title=old.title,
        text=old.text,
        version=1,
    )
    for file in old.files.order_by("pk"):
        file.pk, file.uuid, file.submission = None, uuid.uuid4(), draft
        file._state.adding = True
        file.save()
    return draft
