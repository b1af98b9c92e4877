"""Facts heard. Each is noted as objects to index again, in the transaction of the fact, and nothing else
happens here.
"""

import uuid
from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from django.dispatch import receiver
from wagtail.models import Page

from files.signals import file_read
from forums.models import Forum, Topic
from forums.signals import post_changed, post_written, topic_changed
from members.models import Affiliation, Membership, Organisation, Person, Profile
from members.signals import membership_changed, person_joined
from pages.models import Audience
from pages.signals import page_changed
from programme.models import ProgrammeLine, Theme
from resources.models import ResourceFile
from resources.signals import use_changed
from search.models import BestBet, Synonym
from search.noting import note, note_round
from search.sources.pages import FILED_ABOVE, KIND_OF
from search.wording import wording_changed


def _pages(numbers: Iterable[int]) -> list[str]:
    return [f"page:{pk}" for pk in numbers]


def _people(numbers: Iterable[int]) -> list[str]:
    return [f"person:{pk}" for pk in numbers]


# -- pages --------------------------------------------------------------------------------------------


@receiver(page_changed)
def page_is_stale(sender: type, page: Page, gone: bool = False, **kwargs: Any) -> None:
    """A course or meeting takes along what is filed as it is; a version that goes may leave its files to the
    next one. The talk under a page lies within whatever the page lies within.
    """
    if type(page) not in KIND_OF:
        return
    wanted = Q(pk=page.pk)
    if isinstance(page, FILED_ABOVE):
        wanted |= Q(path__startswith=page.path, depth__gt=page.depth)
    if gone:
        wanted |= Q(translation_key=page.translation_key)
    found = Page.objects.filter(wanted).order_by("pk").values_list("pk", flat=True)
    talk = Topic.objects.filter(about_key=page.translation_key).values_list("pk", flat=True)
    note([*_pages([page.pk, *found]), *(f"topic:{pk}" for pk in talk)])


@receiver(pre_save, sender=Audience)
def remember_the_audience_before(instance: Audience, raw: bool = False, **kwargs: Any) -> None:
    """Saving a page settles all below it anew, and nearly always as it was."""
    before = Audience.objects.filter(pk=instance.pk).values_list("audience", "second_audience").first()
    instance.is_as_before = before == (instance.audience, instance.second_audience)  # type: ignore[attr-defined]


@receiver(post_save, sender=Audience)
def audience_is_stale(instance: Audience, raw: bool = False, **kwargs: Any) -> None:
    """All languages of a page have one audience."""
    if not (raw or getattr(instance, "is_as_before", False)):
        pages = Page.objects.filter(translation_key=instance.translation_key, live=True)
        note(_pages(pages.values_list("pk", flat=True)))


@receiver(file_read)
def files_text_is_stale(file_id: int, **kwargs: Any) -> None:
    """Resources that show the file have more to be found, or less."""
    note(_pages(ResourceFile.objects.filter(file_id=file_id).values_list("resource_id", flat=True)))


@receiver(use_changed)
def resource_was_used(resource_key: uuid.UUID, **kwargs: Any) -> None:
    """What somebody did with a resource is found with it."""
    note(_pages(Page.objects.filter(translation_key=resource_key).values_list("pk", flat=True)))


# -- talk ---------------------------------------------------------------------------------------------


@receiver(topic_changed)
@receiver(post_written)
@receiver(post_changed)
def topic_is_stale(topic_id: int, **kwargs: Any) -> None:
    """A topic and its posts are one object."""
    note([f"topic:{topic_id}"])


@receiver(pre_delete, sender=Topic)
def topic_goes(instance: Topic, **kwargs: Any) -> None:
    """A topic that is deleted by hand."""
    note([f"topic:{instance.pk}"])


# -- what many things show: one row each, however many they are -----------------------------------------

_SHOWN = {Forum: ("audience", "second_audience", "line"), ProgrammeLine: ("slug",), Theme: ("slug",)}
_ROUND = {Forum: "forum", ProgrammeLine: "line", Theme: "theme"}


@receiver(pre_save, sender=Forum)
@receiver(pre_save, sender=ProgrammeLine)
@receiver(pre_save, sender=Theme)
def remember_what_was_shown(sender: Any, instance: Any, **kwargs: Any) -> None:
    """A new title of a line touches nothing in the index; a new slug touches all that is filed under it."""
    names = _SHOWN[sender]
    before = sender.objects.filter(pk=instance.pk).values_list(*names).first()
    instance.shows_something_new = before is not None and before != tuple(
        getattr(instance, name) for name in names
    )


@receiver(post_save, sender=Forum)
@receiver(post_save, sender=ProgrammeLine)
@receiver(post_save, sender=Theme)
def all_that_shows_it_is_stale(sender: Any, instance: Any, raw: bool = False, **kwargs: Any) -> None:
    """A forum's audience and line are those of its topics; a slug stands on all that is filed under it, and on what lies
    below that.
    """
    if not raw and instance.shows_something_new:
        note_round(f"{_ROUND[sender]}:{instance.pk}")


@receiver(pre_delete, sender=ProgrammeLine)
@receiver(pre_delete, sender=Theme)
def filed_pages_are_stale(instance: ProgrammeLine | Theme, **kwargs: Any) -> None:
    """Nothing says afterwards what was filed under it, so each is noted now."""
    name = "lines" if isinstance(instance, ProgrammeLine) else "themes"
    for model in KIND_OF:
        if not hasattr(model, name):
            continue
        for pk, path in model._default_manager.filter(**{name: instance}).values_list("pk", "path"):
            below = (
                Page.objects.filter(path__startswith=path) if model in FILED_ABOVE else Page.objects.none()
            )
            note(_pages([pk, *below.values_list("pk", flat=True)]))


# -- people -------------------------------------------------------------------------------------------


@receiver(post_save, sender=Person)
def person_is_stale(instance: Person, raw: bool = False, update_fields: Any = None, **kwargs: Any) -> None:
    """Signing in saves the day of it, and nothing that is found."""
    if not raw and set(update_fields or ()) != {"last_login"}:
        note(_people([instance.pk]))


@receiver(pre_delete, sender=Person)
def person_goes(instance: Person, **kwargs: Any) -> None:
    """Announced while the number is still known."""
    note(_people([instance.pk]))


@receiver(post_save, sender=Profile)
@receiver(post_save, sender=Affiliation)
@receiver(post_delete, sender=Affiliation)
def what_a_person_says_is_stale(instance: Profile | Affiliation, raw: bool = False, **kwargs: Any) -> None:
    """Job, house, disciplines, and whether they want to be listed."""
    if not raw:
        note(_people([instance.person_id]))


@receiver(person_joined)
def who_joined_is_stale(person_id: int, **kwargs: Any) -> None:
    """Somebody belongs to a member organisation from now on."""
    note(_people([person_id]))


@receiver(membership_changed)
def a_members_people_are_stale(organisation_id: int, **kwargs: Any) -> None:
    """Who may look up the people of an organisation is a matter of its membership."""
    people = Affiliation.objects.filter(organisation=organisation_id).values_list("person_id", flat=True)
    note(_people(people))


@receiver(post_save, sender=Organisation)
@receiver(post_save, sender=Membership)
@receiver(post_delete, sender=Membership)
def an_organisations_people_are_stale(
    instance: Organisation | Membership, raw: bool = False, **kwargs: Any
) -> None:
    """Its name and town stand on them, and memberships may be changed by hand."""
    if not raw:
        organisation = instance.pk if isinstance(instance, Organisation) else instance.organisation_id
        a_members_people_are_stale(organisation)


# -- wording ------------------------------------------------------------------------------------------


@receiver(post_save, sender=Synonym)
@receiver(post_save, sender=BestBet)
@receiver(post_delete, sender=Synonym)
@receiver(post_delete, sender=BestBet)
def wording_is_stale(raw: bool = False, **kwargs: Any) -> None:
    """Every process reads them anew at its next question; the index does not know them."""
    if not raw:
        wording_changed()
