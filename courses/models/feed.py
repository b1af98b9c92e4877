"""The address under which a person's calendar program reads their dates."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.models.cohort import new_code


class CalendarFeed(models.Model):
    """An unguessable address, good until its person asks for another. Whoever has it reads dates and titles."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_feed"
    )
    token = models.CharField(max_length=40, unique=True, default=new_code, editable=False)
    made_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")

    def __str__(self) -> str:
        return str(self.person)
