"""The items of a course as its source-language pages say, ready to be frozen."""

import uuid
from collections import defaultdict
from typing import Any

from django.db.models import Q
from wagtail.models import Page

from courses.items import EditionItem, Release, in_possible_order
from courses.models import CoursePage, ItemPage, ModulePage, item_models

STEP = CoursePage.steplen

COLUMNS = (
    "pk",
    "path",
    "translation_key",
    "title",
    "minutes",
    "optional",
    "rule",
    "opens_on",
    "opens_after_days",
)


def items_of(page: CoursePage, *, drafts: bool = False, published: Page | None = None) -> list[EditionItem]:
    """Return the items below a course's source page in order, each with prerequisites that can be met.

    With `drafts` also what is not live yet. `published` is a page of the course that is taken as if its latest draft were
    live, which tells an author what publishing it will do. Three queries a kind of item.
    """
    shown = Q() if drafts else Q(live=True) | (Q(pk=published.pk) if published else Q(pk=None))
    modules = ModulePage.objects.child_of(page).filter(shown)
    module_of = {row["path"]: row for row in modules.values("path", "translation_key", "title")}
    rows: list[dict[str, Any]] = []
    for model in item_models():
        found = model._default_manager.descendant_of(page).filter(shown).order_by("path")
        rows += [{**row, "kind": model.item_kind} for row in found.values(*COLUMNS)]
    rows = [row for row in rows if row["path"][:-STEP] in module_of]
    rows.sort(key=lambda row: row["path"])
    requires = _requires([row["pk"] for row in rows])
    if isinstance(published, ItemPage):
        rows = [_as_drafted(row, published, requires) if row["pk"] == published.pk else row for row in rows]
    in_order = published.in_order if isinstance(published, CoursePage) else page.in_order
    made = []
    before: uuid.UUID | None = None  # the required item before this one
    for row in rows:
        module = module_of[row["path"][:-STEP]]
        needed = set(requires[row["translation_key"]])
        if in_order and before is not None:
            needed.add(before)
        made.append(
            EditionItem(
                key=row["translation_key"],
                module=module["translation_key"],
                title=row["title"],
                module_title=module["title"],
                minutes=row["minutes"],
                optional=row["optional"],
                kind=row["kind"],
                rule=row["rule"],
                requires=tuple(sorted(needed)),
                release=Release(on=row["opens_on"], after_days=row["opens_after_days"]),
            )
        )
        if not row["optional"]:
            before = row["translation_key"]
    return in_possible_order(made)


def _as_drafted(
    row: dict[str, Any], draft: ItemPage, requires: dict[uuid.UUID, list[uuid.UUID]]
) -> dict[str, Any]:
    requires[row["translation_key"]] = [page.translation_key for page in draft.requires.all()]
    names = ("title", "minutes", "optional", "rule", "opens_on", "opens_after_days")
    return {**row, **{name: getattr(draft, name) for name in names}}


def _requires(numbers: list[int]) -> dict[uuid.UUID, list[uuid.UUID]]:
    wanted: dict[uuid.UUID, list[uuid.UUID]] = defaultdict(list)
    for model in item_models():
        pairs = model._default_manager.filter(pk__in=numbers, requires__isnull=False).order_by()
        for key, required in pairs.values_list("translation_key", "requires__translation_key"):
            wanted[key].append(required)
    return wanted
