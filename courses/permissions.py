"""In the CMS a trainer may touch the pages of their own courses, in every language, and no others."""

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db.models import Q, QuerySet
from wagtail.models import GroupPagePermission, Page
from wagtail.permission_policies.pages import PagePermissionPolicy

from courses.models import CoursePage, Trainer
from files.actions import let_handle_files
from members.models import Person

GRANTED = ("add_page", "change_page")
GRANTED_ACTIONS = {"add", "change"}


class TaughtCoursesPolicy(PagePermissionPolicy):
    """Wagtail's own page permissions, and for a trainer `add` and `change` on each course that they teach.

    Wagtail asks for everything through the list of a user's grants, so grants made on the fly take effect everywhere: in the
    explorer, on edit screens, in choosers and reports. Only what goes from a page to its users has to be answered anew.
    """

    def get_all_permissions_for_user(self, user: Person) -> Any:
        """Add grants for taught courses to those of the person's groups."""
        granted = super().get_all_permissions_for_user(user)
        if not user.is_active or user.is_anonymous or user.is_superuser:
            return granted
        keys = Trainer.objects.filter(person=user).values("course__translation_key")
        courses = list(CoursePage.objects.filter(translation_key__in=keys))
        if not courses:
            return granted
        permissions = Permission.objects.filter(codename__in=GRANTED, content_type__app_label="wagtailcore")
        taught = [
            GroupPagePermission(page=course.page_ptr, permission=permission)
            for permission in permissions.select_related("content_type")
            for course in courses
        ]
        return [*granted, *taught]

    def users_with_any_permission(self, actions: Any, include_superusers: bool = True) -> QuerySet[Person]:
        """Add everybody who teaches."""
        users = super().users_with_any_permission(actions, include_superusers)
        return (
            self._or_teaching(users, Q(teaching__isnull=False)) if GRANTED_ACTIONS & set(actions) else users
        )

    def users_with_any_permission_for_instance(
        self, actions: Any, instance: Page, include_superusers: bool = True
    ) -> QuerySet[Person]:
        """Add those who teach the course that the page belongs to."""
        users = super().users_with_any_permission_for_instance(actions, instance, include_superusers)
        if not GRANTED_ACTIONS & set(actions):
            return users
        keys = list(
            CoursePage.objects.ancestor_of(instance, inclusive=True)
            .order_by()
            .values_list("translation_key", flat=True)
        )
        return self._or_teaching(users, Q(teaching__course__translation_key__in=keys))

    @staticmethod
    def _or_teaching(users: QuerySet[Person], teaching: Q) -> QuerySet[Person]:
        return Person.objects.filter(
            Q(pk__in=users.order_by().values("pk")) | (teaching & Q(is_active=True))
        ).distinct()


def let_trainers_in(**kwargs: Any) -> None:
    """Let the trainer role enter the CMS and upload pictures and files for its lessons; a receiver of `post_migrate`."""
    trainers, _made = Group.objects.get_or_create(name="trainer")
    trainers.permissions.add(*Permission.objects.filter(codename="access_admin"))
    let_handle_files(trainers, verbs=("add", "choose"))
