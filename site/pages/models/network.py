"""The network's own name and addresses: content, not code."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting


@register_setting(icon="site")
class NetworkSettings(BaseGenericSetting):
    """What the header, footer and mails say about who runs this."""

    name = models.CharField(_("name of the network"), max_length=80, default="The network")
    street = models.CharField(_("street and number"), max_length=160, blank=True)
    town = models.CharField(_("postcode and town"), max_length=160, blank=True)
    country = models.CharField(_("country"), max_length=80, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)

    panels = [FieldPanel(name) for name in ("name", "street", "town", "country", "email")]

    class Meta:
        verbose_name = _("the network")
