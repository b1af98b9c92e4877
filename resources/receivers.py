"""Facts heard: a file went out, a page was published or went, an editor decided, somebody took a consent back."""

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import TaskState, WorkflowState
from wagtail.signals import task_rejected, workflow_cancelled

from files.signals import file_served
from members.models import Person
from members.signals import consent_changed
from pages.models import Audience
from pages.signals import page_changed
from programme.models import ProgrammeLine, Theme
from resources.actions import (
    carry_facts,
    count_download,
    forget_copies,
    freeze_version,
    note_decision,
    settle_record,
)
from resources.consents import DOWNLOADS
from resources.models import Proposal, ResourcePage


@receiver(file_served)
def served(file_id: int, person: Any, **kwargs: Any) -> None:
    """Count it, if it belongs to a resource."""
    count_download(file_id=file_id, person=person)


@receiver(page_changed)
def page_has_changed(page: Any, gone: bool, **kwargs: Any) -> None:
    """A published resource has a version, gives its facts to its translations, and can be harvested."""
    if not isinstance(page, ResourcePage):
        return
    key = page.translation_key
    if not gone:
        for translation in carry_facts(resource_key=key):
            translation.refresh_from_db()
            page_changed.send(ResourcePage, page=translation, gone=False)
        freeze_version(resource_key=key)
        if page.live:
            note_decision(resource_key=key, state=Proposal.State.PUBLISHED)
    settle_record(resource_key=key)


@receiver(post_delete, sender=ResourcePage)
def page_is_gone(instance: ResourcePage, **kwargs: Any) -> None:
    """Its record becomes a tombstone; a proposal that was not published has not been taken up."""
    settle_record(resource_key=instance.translation_key)
    note_decision(resource_key=instance.translation_key, state=Proposal.State.DECLINED)


@receiver(post_save, sender=Audience)
def page_has_audience(instance: Audience, raw: bool = False, **kwargs: Any) -> None:
    """What is closed now can be harvested no more."""
    if not raw and ResourcePage.objects.filter(translation_key=instance.translation_key, live=True).exists():
        settle_record(resource_key=instance.translation_key)


@receiver(post_save, sender=ProgrammeLine)
@receiver(post_save, sender=Theme)
def set_has_another_name(
    instance: ProgrammeLine | Theme, created: bool, raw: bool = False, **kwargs: Any
) -> None:
    """A line's slug is the name of a set."""
    if created or raw:
        return
    name = "lines" if isinstance(instance, ProgrammeLine) else "themes"
    for key in ResourcePage.objects.filter(**{name: instance}).values_list("translation_key", flat=True):
        settle_record(resource_key=key)


@receiver(consent_changed)
def consent_was_answered(person_id: int, purpose: str, given: bool, **kwargs: Any) -> None:
    """Who takes the consent back is forgotten at once."""
    if purpose == DOWNLOADS.name and not given:
        person = Person.objects.get(pk=person_id)
        forget_copies(person=person, by=person)


@receiver(task_rejected)
def editor_asks_for_changes(instance: TaskState, **kwargs: Any) -> None:
    """The member hears what the editor wrote."""
    page = instance.workflow_state.content_object
    if isinstance(page.specific_deferred if page is not None else None, ResourcePage):
        note_decision(
            resource_key=page.translation_key, state=Proposal.State.RETURNED, answer=instance.comment or ""
        )


@receiver(workflow_cancelled)
def workflow_was_ended(instance: WorkflowState, **kwargs: Any) -> None:
    """Ended without a publish: it was not taken up. After a publish this changes nothing, because that was noted first."""
    page = instance.content_object
    if page is not None and not page.live and isinstance(page.specific_deferred, ResourcePage):
        note_decision(resource_key=page.translation_key, state=Proposal.State.DECLINED)
