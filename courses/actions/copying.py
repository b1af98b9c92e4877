"""A copied course or module is another one: nobody follows it, its lessons wait for each other, its translations come along."""

import json
import uuid
from typing import Any

from django.db import transaction
from wagtail.actions.copy_page import CopyPageAction
from wagtail.models import Page

from courses.models import CoursePage, ItemPage, ModulePage
from courses.models.below import course_path
from members.models import Person


@transaction.atomic
def settle_copy(*, original: Page, copy: Page, by: Person) -> list[Page]:
    """Make whole what Wagtail's copying leaves half: prerequisites, and versions in other languages.

    Wagtail gives every copied page a key of its own, so no evidence is shared. Prerequisites within what was copied lead to the
    copies, and so do quizzes set into lessons; prerequisites outside of it stay where the copy is still in the same course, and
    go otherwise. Versions in other languages are copied as drafts and tied to the new keys. Returns the roots of the copied
    translations.
    """
    pairs = _pairs(original, copy)
    new_key = {old.translation_key: new.translation_key for old, new in pairs}
    new_page = {old.pk: new for old, new in pairs}
    for _old, new in pairs:
        if isinstance(new, ItemPage):
            _lead_to_copies(new, new_page, copy, by)
            _set_in_copied_quizzes(new, new_page, by)
    made = []
    for translation in original.get_translations():
        parent = copy.get_parent().get_translations().filter(locale=translation.locale).first()
        if parent is not None and isinstance(copy.specific, CoursePage | ModulePage | ItemPage):
            made.append(
                _copy_translation(translation, parent, new_key, new_page, whole=len(pairs) > 1, by=by)
            )
    return made


def _pairs(original: Page, copy: Page) -> list[tuple[Any, Any]]:
    """Return each copied page beside its original; both trees have the same shape, or only the root was copied."""
    new = list(copy.get_descendants(inclusive=True).order_by("path").specific())
    old = list(original.get_descendants(inclusive=True).order_by("path").specific())
    return list(zip(old, new, strict=False)) if len(new) > 1 else [(old[0], new[0])]


def _lead_to_copies(page: ItemPage, new_page: dict[int, Page], root: Page, by: Person) -> None:
    wanted = []
    for required in page.requires.all():
        if required.pk in new_page:
            wanted.append(Page.objects.get(pk=new_page[required.pk].pk))
        elif course_path(required) == course_path(root):
            wanted.append(required)
    if {one.pk for one in wanted} != {one.pk for one in page.requires.all()}:
        page.requires.set(wanted)
        _keep(page, by)


def _copy_translation(
    translation: Page,
    parent: Page,
    new_key: dict[uuid.UUID, uuid.UUID],
    new_page: dict[int, Page],
    *,
    whole: bool,
    by: Person,
) -> Page:
    root = translation.specific
    copied = CopyPageAction(
        root,
        to=parent,
        recursive=whole,
        copy_revisions=False,
        keep_live=False,
        user=by,
        update_attrs={"slug": _free_slug(root.slug, parent)},
    ).execute(skip_permission_checks=True)
    old = list(root.get_descendants(inclusive=True).order_by("path")) if whole else [root]
    new = list(copied.get_descendants(inclusive=True).order_by("path").specific())
    for was, page in zip(old, new, strict=True):
        if was.translation_key in new_key:
            page.translation_key = new_key[was.translation_key]
            if isinstance(page, ItemPage):
                page.requires.clear()  # the source-language version says what comes first
            _keep(page, by)
    now = {**new_page, **{was.pk: page for was, page in zip(old, new, strict=True)}}
    for page in new:
        _set_in_copied_quizzes(page, now, by)
    return copied


def _set_in_copied_quizzes(page: Page, new_page: dict[int, Page], by: Person) -> None:
    if not isinstance(page, ItemPage):
        return
    blocks = [dict(block) for block in page.body.raw_data]
    chosen = [one for one in blocks if one["type"] == "quiz" and one["value"]["page"] in new_page]
    for block in chosen:
        block["value"] = {**block["value"], "page": new_page[block["value"]["page"]].pk}
    if chosen:
        page.body = json.dumps(blocks)
        _keep(page, by)


def _keep(page: Any, by: Person) -> None:
    """Save the page and a revision that says the same, so that publishing the draft does not bring the old value back."""
    page.save()
    revision = page.save_revision(user=by, changed=False, clean=False)
    if page.live:
        revision.publish(user=by, log_action=False)


def _free_slug(slug: str, parent: Page) -> str:
    taken = set(Page.objects.child_of(parent).values_list("slug", flat=True))
    if slug not in taken:
        return slug
    number = 2
    while f"{slug}-{number}" in taken:
        number += 1
    return f"{slug}-{number}"
