"""The courses room."""

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    name = "courses"

    def ready(self) -> None:
        """Ask for the section that this room's pages live in."""
        from wagtail.models import AbstractPage  # noqa: PLC0415 - as above
        from wagtail.permissions import register_permission_policy  # noqa: PLC0415 - as above

        from courses import consents, departing, fillers, receivers, rules, shelf  # noqa: F401, PLC0415 - models must be loaded first
        from courses.models import CourseIndexPage  # noqa: PLC0415 - as above
        from courses.permissions import TaughtCoursesPolicy, let_trainers_in  # noqa: PLC0415 - as above
        from pages.layout import has_section  # noqa: PLC0415 - as above

        register_permission_policy(AbstractPage, TaughtCoursesPolicy())
        post_migrate.connect(
            let_trainers_in, sender=[config for config in apps.get_app_configs() if config.models_module][-1]
        )
        has_section(CourseIndexPage, "courses", _("Courses"))
