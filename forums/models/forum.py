"""A place for topics, for an audience, on purpose."""

from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from forums import languages
from members import audiences
from members.audiences import Viewer

#: First words of addresses below /forums/ that are no forum's.
RESERVED = frozenset(
    {
        "about",
        "acts",
        "conversations",
        "drafts",
        "feed",
        "feeds",
        "flags",
        "messages",
        "order",
        "people",
        "polls",
    }
    | {"posts", "topics", "unread"}
)


def in_language_read(english: str, french: str) -> str:
    """Return the words in the language that is read, else in English."""
    return (french if get_language() == "fr" else "") or english


def not_an_address_of_ours(slug: str) -> None:
    """Refuse a slug under which the forum could never be opened."""
    if slug in RESERVED:
        raise ValidationError(_("The forums need this word for an address of their own. Choose another."))


class ForumQuerySet(models.QuerySet["Forum"]):
    """Forums by who may see them."""

    def visible_to(self, person: Viewer) -> Self:
        """Keep those whose audience the person holds."""
        return self.filter(audiences.held_by(person))


class Forum(models.Model):
    """A forum of the network, or the talk around a course, a meeting or the library (`about_key`)."""

    slug = models.SlugField(_("slug"), max_length=80, unique=True, validators=[not_an_address_of_ours])
    title_en = models.CharField(_("title in English"), max_length=120)
    title_fr = models.CharField(_("title in French"), max_length=120, blank=True)
    summary_en = models.CharField(_("purpose in English"), max_length=200, blank=True)
    summary_fr = models.CharField(_("purpose in French"), max_length=200, blank=True)
    line = models.SlugField(_("programme line"), max_length=60, blank=True)
    languages = models.JSONField(
        _("languages"), default=list, blank=True, help_text=_("In which people write here. None: in any.")
    )
    audience = models.CharField(
        _("who may see this"), max_length=80, choices=audiences.CHOICES, default=audiences.MEMBER
    )
    second_audience = models.CharField(max_length=80, blank=True, default="")
    about_key = models.UUIDField(
        null=True, blank=True, unique=True, help_text="translation_key of the page it is about"
    )
    facilitators = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="facilitates", verbose_name=_("facilitators")
    )
    is_one_topic = models.BooleanField(
        _("one topic only"),
        default=False,
        help_text=_("The forum opens on its one topic, and people reply there instead of starting others."),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = ForumQuerySet.as_manager()

    class Meta:
        verbose_name = _("forum")
        verbose_name_plural = _("forums")
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The title in the language that is read, else in English."""
        return in_language_read(self.title_en, self.title_fr)

    @property
    def summary(self) -> str:
        """The purpose in the language that is read, else in English."""
        return in_language_read(self.summary_en, self.summary_fr)

    @property
    def address(self) -> str:
        """Where its topics are listed."""
        return reverse("forums:forum", args=[self.slug])

    @property
    def language_names(self) -> list[str]:
        """The languages in which people write here, each in its own words."""
        return [languages.name_of(code) for code in self.languages]
