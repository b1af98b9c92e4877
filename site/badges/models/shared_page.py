"""A person's own page of what they have earned, for whoever has its link."""

import secrets

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


def new_token() -> str:
    """Return a link's secret part (144 bits)."""
    return secrets.token_urlsafe(18)


class SharedPage(models.Model):
    """Nothing is shown unless the person said so, item by item; a new token makes old links dead."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="shared_page"
    )
    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    is_open = models.BooleanField(_("whoever has the link may see the page"), default=False)
    shows_assessments = models.BooleanField(_("it shows what I say of my competences"), default=False)
    words = models.TextField(_("a few words of yours"), blank=True, max_length=600)
    shown = models.ManyToManyField("badges.Credential", blank=True, related_name="+")

    class Meta:
        verbose_name = _("shared page")
        verbose_name_plural = _("shared pages")

    def __str__(self) -> str:
        return str(self.person)

    @property
    def address(self) -> str:
        """Where it is seen."""
        return reverse("badges_own:shared", args=[self.token])
