"""What a new site consists of: a home page in each language and the rooms' own sections below it.

Laid out once, after the first migration, while there is no home page yet; whatever editors do to it later stays.
"""

from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils import translation
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupPagePermission,
    Locale,
    Page,
    Site,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from files.actions import let_handle_files
from pages.models import BasePage, Generation, HomePage, NetworkSettings


class Section(NamedTuple):
    """A page that a room needs below each home page, at a fixed slug."""

    model: type[BasePage]
    slug: str
    title: Any


EDITORS = ("editor", "secretariat")  # the roles that edit all pages

_sections: list[Section] = []


def has_section(model: type[BasePage], slug: str, title: Any) -> None:
    """Register a room's own index page; call it in the room's `ready`."""
    _sections.append(Section(model, slug, title))


def lay_out_new_site(**kwargs: Any) -> None:
    """Make homes and sections in every language unless a home page exists; a receiver of `post_migrate`."""
    if HomePage.objects.exists():
        return
    with transaction.atomic():
        Generation.objects.get_or_create(pk=1)
        locales = {
            code: Locale.objects.get_or_create(language_code=code)[0] for code, _name in settings.LANGUAGES
        }
        root = Page.objects.filter(depth=1).first() or Page.add_root(title="Root", slug="root")
        if not Collection.objects.exists():
            Collection.add_root(name="Root")
        homes: dict[str, HomePage] = {}
        for code, locale in locales.items():
            homes[code] = _home(root, locale, homes.get(settings.LANGUAGE_CODE))
        first = homes[settings.LANGUAGE_CODE]
        welcome = Page.objects.filter(depth=2).exclude(pk__in=[home.pk for home in homes.values()])
        Site.objects.all().delete()
        Site.objects.create(hostname="localhost", port=80, root_page=first, is_default_site=True)
        for page in welcome:
            page.delete()
        for section in _sections:
            _lay_section(section, homes)
        NetworkSettings.load()
        _let_editors_edit(homes)
        _let_editors_approve(root)


def let_editors_translate(**kwargs: Any) -> None:
    """Let those who edit all pages begin a page's version in another language; a receiver of `post_migrate`."""
    permission = Permission.objects.filter(
        content_type__app_label="wagtail_localize", codename="submit_translation"
    )
    for role in EDITORS:
        group, _made = Group.objects.get_or_create(name=role)
        group.permissions.add(*permission)


def _home(root: Page, locale: Locale, source: HomePage | None) -> HomePage:
    root.refresh_from_db()
    home = HomePage(title=settings.WAGTAIL_SITE_NAME, slug=locale.language_code, locale=locale)
    if source is not None:
        home.translation_key = source.translation_key
    root.add_child(instance=home)
    return home


def _lay_section(section: Section, homes: dict[str, HomePage]) -> None:
    key = None
    for code, home in homes.items():
        with translation.override(code):
            page = section.model(title=str(section.title), slug=section.slug, locale=home.locale)
        if key:
            page.translation_key = key
        key = page.translation_key
        home.refresh_from_db()
        home.add_child(instance=page)


def _let_editors_approve(root: Page) -> None:
    """What a trainer submits waits for an editor or the secretariat; one task, for the whole site."""
    WorkflowPage.objects.all().delete()
    Workflow.objects.all().update(active=False)
    approvers = Group.objects.filter(name__in=EDITORS)
    task, _made = GroupApprovalTask.objects.get_or_create(name="Publication")
    task.groups.set(approvers)
    workflow, _made = Workflow.objects.get_or_create(name="Publication", defaults={"active": True})
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task.task_ptr)
    WorkflowPage.objects.create(workflow=workflow, page=root)


def _let_editors_edit(homes: dict[str, HomePage]) -> None:
    """Editors and the secretariat add, change and publish all pages and files."""
    for role in EDITORS:
        group, _made = Group.objects.get_or_create(name=role)
        group.permissions.add(*Permission.objects.filter(codename="access_admin"))
        let_handle_files(group, verbs=("add", "change", "choose"))
        for home in homes.values():
            for codename in (
                "add_page",
                "change_page",
                "publish_page",
                "bulk_delete_page",
                "lock_page",
                "unlock_page",
            ):
                permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=codename)
                GroupPagePermission.objects.get_or_create(group=group, page=home, permission=permission)
