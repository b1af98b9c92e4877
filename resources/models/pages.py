"""A resource: what it is, who made it, under which licence. What it consists of is in `parts`."""

import datetime
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, Panel
from wagtail.fields import StreamField

from members.countries import COUNTRIES
from pages.blocks import BodyBlock
from pages.models import BasePage
from programme.models import FiledPage
from resources import licences
from resources.models.parts import ResourceTag


class ResourceIndexPage(BasePage):
    """The shelves."""

    template = "resources/shelves.html"
    max_count_per_parent = 1
    parent_page_types: ClassVar[list[str]] = ["pages.HomePage"]
    subpage_types: ClassVar[list[str]] = ["resources.ResourcePage"]

    class Meta:
        verbose_name = _("library")

    def extra_context(self, request: HttpRequest) -> dict[str, Any]:
        """Resources that the person may see, by kind and line, and what is new to them."""
        from resources.actions import note_visit  # noqa: PLC0415 - as below
        from resources.queries import shelves_for  # noqa: PLC0415 - queries read these models

        since = note_visit(person=request.user) if request.user.is_authenticated else None
        return shelves_for(request, since)


class Kind(models.TextChoices):
    """What a resource can be. Each has fields of its own, beside those that all share."""

    TOOLKIT = "toolkit", _("Toolkit")
    RESEARCH = "research", _("Research")
    REPORT = "report", _("Report")
    EVALUATION = "evaluation", _("Evaluation")
    GOOD_PRACTICE = "good-practice", _("Good practice")
    GUIDE = "guide", _("Guide")
    RECORDING = "recording", _("Recording")


#: The words that a kind has for itself, in the order in which they are shown. Parts and chapters are rows of their own.
OWN_WORDS: dict[str, tuple[str, ...]] = {
    Kind.RESEARCH: ("question", "method", "findings"),
    Kind.REPORT: ("period", "findings"),
    Kind.EVALUATION: ("question", "period", "method", "findings"),
    Kind.GOOD_PRACTICE: ("context", "worked", "did_not_work"),
    Kind.GUIDE: ("for_whom",),
    Kind.TOOLKIT: ("for_whom",),
    Kind.RECORDING: (),
}

#: What the source-language page decides for all languages; `actions.carry_facts` writes it to the others.
FACTS = (
    "resource_kind", "level", "year", "publisher", "doi", "source_url", "licence", "minutes", "authors", "place",
    "country", "period",
)  # fmt: skip


class ResourcePage(FiledPage):
    """A toolkit, research, a report, an evaluation, a good practice, a guide or a recording."""

    Kind = Kind

    resource_kind = models.CharField(_("kind"), max_length=16, choices=Kind, db_index=True)
    body = StreamField(BodyBlock(), blank=True, verbose_name=_("about it"))
    authors = models.CharField(
        max_length=300, blank=True, editable=False, help_text="The names in `credits`, for lists and search."
    )
    year = models.PositiveSmallIntegerField(
        _("year"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1900), MaxValueValidator(datetime.MAXYEAR)],
    )
    publisher = models.CharField(
        _("publisher"), max_length=160, blank=True, help_text=_("Empty: the network itself.")
    )
    doi = models.CharField(
        _("DOI"),
        max_length=200,
        blank=True,
        validators=[
            RegexValidator(r"\A10\.\d{4,9}/\S+\Z", _("A DOI begins with 10. and has a slash in it."))
        ],
    )
    source_url = models.URLField(_("where it was published first"), blank=True)
    licence = models.CharField(
        _("licence"), max_length=20, choices=licences.CHOICES, default=licences.RESERVED
    )
    minutes = models.PositiveSmallIntegerField(_("minutes to read or use it"), null=True, blank=True)
    access_note = models.TextField(
        _("access"),
        blank=True,
        max_length=600,
        help_text=_(
            "For whom it was made accessible and how: captions, sign language, plain language, large print."
        ),
    )
    funding_note = models.CharField(_("funding"), max_length=300, blank=True)
    change_note = models.CharField(
        _("what changed in this version"),
        max_length=300,
        blank=True,
        help_text=_(
            "Fill it in when you replace files: the version before is kept, and those who have it hear of this. "
            "Without a new note, new files take the place of the old ones in silence."
        ),
    )
    # What a kind has for itself.
    question = models.CharField(_("question"), max_length=300, blank=True)
    method = models.TextField(_("how it was found out"), blank=True, max_length=2000)
    findings = models.TextField(_("what came out"), blank=True, max_length=3000)
    period = models.CharField(_("period it is about"), max_length=80, blank=True)
    place = models.CharField(_("place"), max_length=120, blank=True)
    country = models.CharField(_("country"), max_length=2, choices=COUNTRIES, blank=True)
    context = models.TextField(_("context"), blank=True, max_length=2000)
    worked = models.TextField(_("what worked"), blank=True, max_length=2000)
    did_not_work = models.TextField(_("what did not"), blank=True, max_length=2000)
    for_whom = models.CharField(_("for whom"), max_length=300, blank=True)
    tags = ClusterTaggableManager(through=ResourceTag, blank=True)

    template = "resources/resource.html"
    parent_page_types: ClassVar[list[str]] = ["resources.ResourceIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar[list[Panel]] = [
        *FiledPage.content_panels,
        FieldPanel("resource_kind"),
        MultiFieldPanel(
            [InlinePanel("files", label=_("File")), FieldPanel("change_note")], _("Files and versions")
        ),
        FieldPanel("body"),
        MultiFieldPanel(
            [
                InlinePanel("credits", label=_("Author")),
                FieldRowPanel([FieldPanel("year"), FieldPanel("publisher")]),
                FieldRowPanel([FieldPanel("doi"), FieldPanel("source_url")]),
                FieldRowPanel([FieldPanel("licence"), FieldPanel("minutes")]),
                FieldPanel("access_note"),
                FieldPanel("funding_note"),
            ],
            _("Who, when, how"),
        ),
        MultiFieldPanel(
            [FieldPanel("for_whom"), InlinePanel("parts", label=_("Part"))],
            _("Only for a toolkit or a guide"),
            classname="collapsed",
        ),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("question", "period", "method", "findings")],
            _("Only for research, a report or an evaluation"),
            classname="collapsed",
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("place"), FieldPanel("country")]),
                *(FieldPanel(name) for name in ("context", "worked", "did_not_work")),
            ],
            _("Only for a good practice"),
            classname="collapsed",
        ),
        MultiFieldPanel(
            [InlinePanel("chapters", label=_("Chapter"))], _("Only for a recording"), classname="collapsed"
        ),
        MultiFieldPanel(
            [InlinePanel("related", label=_("Page"))], _("What belongs with it"), classname="collapsed"
        ),
        *FiledPage.filing_panels,
    ]

    class Meta:
        verbose_name = _("resource")
        verbose_name_plural = _("resources")

    def clean(self) -> None:
        """Files of a part that is not there would be shown nowhere."""
        super().clean()
        parts = len(self.parts.all())
        if any(offered.part and offered.part > parts for offered in self.files.all()):
            raise ValidationError(
                {
                    "resource_kind": _(
                        "A file belongs to a part that is not there. This resource has %(n)s parts."
                    )
                    % {"n": parts}
                }
            )

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the authors' names on the row, so that lists and search need no join.

        Saving a draft writes some columns of the live row; the names of a draft are not among them.
        """
        if kwargs.get("update_fields") is None:
            made_by = [credit.name for credit in self.credits.all() if credit.role in ("author", "editor")]
            self.authors = ", ".join(made_by)[:300]
        super().save(*args, **kwargs)

    @property
    def kind(self) -> Any:  # type: ignore[override]  # one word for all pages of a type, except here
        """The kind in words."""
        return self.get_resource_kind_display()

    @property
    def about_licence(self) -> licences.Licence:
        """What the licence lets people do."""
        return licences.licence_of(self.licence)

    def own_words(self) -> list[tuple[str, Any, str]]:
        """Return (field, its name, its text) of what this kind says for itself, as far as it is said."""
        fields = OWN_WORDS.get(self.resource_kind, ())
        told = [(name, self._meta.get_field(name).verbose_name, getattr(self, name)) for name in fields]
        return [(name, label, text) for name, label, text in told if text]

    def extra_context(self, request: HttpRequest) -> dict[str, Any]:
        """Files with what is known of their text, versions, uses, and what the person has to do with it."""
        from resources.queries import resource_for  # noqa: PLC0415 - queries read these models

        return resource_for(request, self)

    @property
    def card_facts(self) -> list[str]:
        """Year and authors; where a good practice was seen."""
        where = self.place if self.resource_kind == Kind.GOOD_PRACTICE else ""
        return [str(fact) for fact in (where, self.year, self.authors) if fact]
