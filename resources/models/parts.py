"""What a resource consists of: its files, the parts of a toolkit, the chapters of a recording, who made it, what
belongs with it.
"""

from typing import ClassVar

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from taggit.models import TaggedItemBase
from wagtail.admin.panels import FieldPanel, FieldRowPanel, PageChooserPanel, Panel
from wagtail.models import Orderable, Page

from files.reading.captions import clock


class ResourceTag(TaggedItemBase):
    """A tag on a resource."""

    content_object = ParentalKey(
        "resources.ResourcePage", on_delete=models.CASCADE, related_name="tagged_items"
    )


class Credit(Orderable):
    """A person or an organisation that made the resource. The source-language page alone says who did."""

    class Kind(models.TextChoices):
        PERSON = "person", _("Person")
        ORGANISATION = "organisation", _("Organisation")

    class Role(models.TextChoices):
        AUTHOR = "author", _("Author")
        EDITOR = "editor", _("Editor")
        TRANSLATOR = "translator", _("Translator")
        CONTRIBUTOR = "contributor", _("Contributor")

    resource = ParentalKey("resources.ResourcePage", on_delete=models.CASCADE, related_name="credits")
    name = models.CharField(_("name"), max_length=160)
    kind = models.CharField(_("who this is"), max_length=12, choices=Kind, default=Kind.PERSON)
    role = models.CharField(_("what they did"), max_length=12, choices=Role, default=Role.AUTHOR)
    family_name = models.CharField(
        _("family name"),
        max_length=80,
        blank=True,
        help_text=_("For citations, where it is not the last word of the name."),
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("in the list of people"),
    )
    organisation = models.ForeignKey(
        "members.Organisation",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("in the list of organisations"),
    )

    panels: ClassVar[list[Panel]] = [
        FieldPanel("name"),
        FieldRowPanel([FieldPanel("kind"), FieldPanel("role"), FieldPanel("family_name")]),
        FieldRowPanel([FieldPanel("person"), FieldPanel("organisation")]),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("author")

    def __str__(self) -> str:
        return self.name

    @property
    def family(self) -> str:
        """The name by which a citation is ordered; an organisation has only one."""
        if self.kind == self.Kind.ORGANISATION:
            return self.name
        return self.family_name or (self.name.split() or [""])[-1]

    @property
    def given(self) -> str:
        """The rest of a person's name."""
        if self.kind == self.Kind.ORGANISATION:
            return ""
        rest = self.name.replace(self.family, "", 1) if self.family_name else " ".join(self.name.split()[:-1])
        return " ".join(rest.replace(",", " ").split())


class ResourcePart(Orderable):
    """One part of a toolkit, in its place. Files name the part that they belong to by its number."""

    resource = ParentalKey("resources.ResourcePage", on_delete=models.CASCADE, related_name="parts")
    title = models.CharField(_("title"), max_length=160)
    note = models.TextField(_("what it is for"), blank=True, max_length=600)
    minutes = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)

    panels: ClassVar[list[Panel]] = [FieldPanel("title"), FieldPanel("note"), FieldPanel("minutes")]

    class Meta(Orderable.Meta):
        verbose_name = _("part")

    def __str__(self) -> str:
        return self.title


class ResourceFile(Orderable):
    """One file of a resource: a part of it, in a language. Every language version of the page offers its source's files."""

    resource = ParentalKey("resources.ResourcePage", on_delete=models.CASCADE, related_name="files")
    file = models.ForeignKey(
        "files.StoredFile", on_delete=models.PROTECT, related_name="+", verbose_name=_("file")
    )
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="en")
    part = models.PositiveSmallIntegerField(
        _("number of its part"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("In a toolkit. Empty: it belongs to the whole."),
    )

    panels: ClassVar[list[Panel]] = [
        FieldPanel("file"),
        FieldRowPanel([FieldPanel("language"), FieldPanel("part")]),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("file of a resource")

    def __str__(self) -> str:
        return f"{self.resource_id}: {self.file_id}"


class Chapter(Orderable):
    """Where in a recording something begins."""

    resource = ParentalKey("resources.ResourcePage", on_delete=models.CASCADE, related_name="chapters")
    seconds = models.PositiveIntegerField(_("begins at second"))
    title = models.CharField(_("title"), max_length=160)

    panels: ClassVar[list[Panel]] = [FieldRowPanel([FieldPanel("seconds"), FieldPanel("title")])]

    class Meta(Orderable.Meta):
        verbose_name = _("chapter")

    def __str__(self) -> str:
        return f"{self.clock}: {self.title}"

    @property
    def clock(self) -> str:
        """When it begins, as a player shows it."""
        return clock(self.seconds)


class RelatedThing(Orderable):
    """A page of the site that belongs with the resource: the course that uses it, the meeting that it came from."""

    resource = ParentalKey("resources.ResourcePage", on_delete=models.CASCADE, related_name="related")
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+", verbose_name=_("page"))

    panels: ClassVar[list[Panel]] = [PageChooserPanel("page")]

    class Meta(Orderable.Meta):
        verbose_name = _("related page")

    def __str__(self) -> str:
        return str(self.page_id)
