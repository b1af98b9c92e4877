"""What people fill in: a proposal, a use, a collection."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale

from files import checks
from files.arriving import arrived
from files.forms import refuse_large
from files.models import StoredFile
from members.audiences import MEMBER, Viewer
from members.countries import NAMES
from programme.models import FiledPage, ProgrammeLine, Theme
from resources import licences
from resources.models import Collection, Copy, Kind, ResourcePage, Use
from resources.sources import is_source

FILE_LIMIT = 300 * 1024**2  # bytes of one file that a member hands in


def _countries() -> list[tuple[str, Any]]:
    known = sorted(((code, str(name)) for code, name in NAMES.items()), key=lambda choice: choice[1])
    return [("", _("Choose a country")), *known]


class SeveralFiles(forms.ClearableFileInput):
    """One field, any number of files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Files, each checked by content before anything is kept."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """Return the files. One sentence for each that cannot be taken, with its name."""
        given = data if isinstance(data, list | tuple) else [data] if data else []
        files, wrong = [], []
        for upload in given:
            try:
                clean = super().clean(upload, initial)
                refuse_large(clean, FILE_LIMIT)
                checks.kind_of(clean, clean.name or "")
                files.append(clean)
            except ValidationError as error:
                wrong += [f"{upload.name}: {message}" for message in error.messages]
        if wrong:
            raise ValidationError(wrong)
        return files


class LinesField(forms.CharField):
    """A name a line."""

    def __init__(self, *, most: int, longest: int, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 3}), required=False, **kwargs)
        self.most, self.longest = most, longest

    def clean(self, value: Any) -> list[str]:
        """Return the lines without those that say nothing."""
        found = [" ".join(line.split()) for line in str(super().clean(value) or "").splitlines()]
        found = [line for line in found if line]
        if len(found) > self.most or any(len(line) > self.longest for line in found):
            raise ValidationError(_("That is too much: at most %(n)s lines.") % {"n": self.most})
        return found


class ProposalForm(forms.Form):
    """A resource as a member hands it in. What only one kind has stands together, and may be left empty."""

    title = forms.CharField(label=_("Title"), max_length=160)
    resource_kind = forms.ChoiceField(label=_("What it is"), choices=Kind.choices)
    language = forms.ChoiceField(label=_("In which language you write here"), choices=settings.LANGUAGES)
    summary = forms.CharField(
        label=_("In one or two sentences"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    text = forms.CharField(
        label=_("About it"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_(
            "What is in it, for whom it is, how you came to make it. An empty line begins a new paragraph."
        ),
    )
    files = FilesField(
        label=_("Files"),
        required=False,
        help_text=_(
            "PDF, Word, presentations, spreadsheets, pictures, sound, film, captions, archives. Up to 300 MB each."
        ),
    )
    same_again = forms.BooleanField(
        label=_("I know that this file is here already, and it belongs here as well"), required=False
    )
    persons = LinesField(label=_("Authors: people"), most=40, longest=160, help_text=_("One name a line."))
    organisations = LinesField(
        label=_("Authors: organisations"), most=20, longest=160, help_text=_("One name a line.")
    )
    year = forms.IntegerField(label=_("Year"), required=False, min_value=1900, max_value=2100)
    licence = forms.ChoiceField(
        label=_("What others may do with it"), choices=licences.CHOICES, initial=licences.RESERVED
    )
    minutes = forms.IntegerField(
        label=_("Minutes to read or use it"), required=False, min_value=1, max_value=10_000
    )
    own_audience = forms.ChoiceField(
        label=_("Who should see it"),
        required=False,
        choices=[("", _("Everyone")), (MEMBER, _("Members of the network"))],
    )
    access_note = forms.CharField(
        label=_("Access"),
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "For whom it was made accessible and how: captions, sign language, plain language, large print."
        ),
    )
    funding_note = forms.CharField(label=_("Funding"), required=False, max_length=300)
    lines = forms.ModelMultipleChoiceField(
        label=_("Programme lines"),
        queryset=ProgrammeLine.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    themes = forms.ModelMultipleChoiceField(
        label=_("Themes"), queryset=Theme.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    level = forms.ChoiceField(
        label=_("Level"), required=False, choices=[("", _("For everybody")), *FiledPage.Level.choices]
    )
    tags = forms.CharField(
        label=_("Tags"), required=False, max_length=300, help_text=_("A few words, with commas.")
    )

    for_whom = forms.CharField(label=_("For whom it is"), required=False, max_length=300)
    question = forms.CharField(label=_("The question"), required=False, max_length=300)
    method = forms.CharField(
        label=_("How it was found out"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    findings = forms.CharField(
        label=_("What came out"), required=False, max_length=3000, widget=forms.Textarea(attrs={"rows": 3})
    )
    period = forms.CharField(label=_("Period it is about"), required=False, max_length=80)
    place = forms.CharField(label=_("Town"), required=False, max_length=120)
    country = forms.ChoiceField(label=_("Country"), required=False)
    context = forms.CharField(
        label=_("Context"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    worked = forms.CharField(
        label=_("What worked"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    did_not_work = forms.CharField(
        label=_("What did not"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    may_share = forms.BooleanField(
        label=_("I may share this: it is ours, or whoever made it agreed"),
        error_messages={
            "required": _("Tick this if you may share it. If you are not sure, ask whoever made it first.")
        },
    )

    #: Which fields stand together below the common ones, and for which kinds.
    OWN = (
        (_("Only for a toolkit or a guide"), ("for_whom",)),
        (_("Only for research, a report or an evaluation"), ("question", "period", "method", "findings")),
        (_("Only for a good practice"), ("place", "country", "context", "worked", "did_not_work")),
    )

    def __init__(self, *args: Any, by: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        source = Locale.get_default()
        self.fields["lines"].queryset = ProgrammeLine.objects.filter(locale=source)
        self.fields["themes"].queryset = Theme.objects.filter(locale=source)
        self.fields["country"].choices = _countries()
        self.fields["year"].initial = timezone.localdate().year
        self.twins: list[ResourcePage] = []

    def clean_tags(self) -> list[str]:
        """Cut at commas."""
        return [word.strip()[:100] for word in self.cleaned_data["tags"].split(",") if word.strip()][:20]

    def clean(self) -> dict[str, Any]:
        """Say when a file is on the shelves already; the member decides whether it belongs there twice."""
        cleaned = super().clean() or self.cleaned_data
        self.twins = _already_on_shelves(cleaned.get("files", ()), self.by)
        if self.twins and not cleaned.get("same_again"):
            names = ", ".join(f"“{page.title}”" for page in self.twins)
            self.add_error(
                "files", _("This very file is on the shelves already, in %(names)s.") % {"names": names}
            )
        return cleaned

    def groups(self) -> Iterable[tuple[str, Any, list[forms.BoundField]]]:
        """Yield (name, heading, fields) as the page shows them; groups of one kind are folded."""
        own = {name for _heading, names in self.OWN for name in names}
        skip = own if self.twins else own | {"same_again"}
        yield "main", "", [field for field in self if field.name not in skip]
        for heading, names in self.OWN:
            yield "own", heading, [self[name] for name in names]


def _already_on_shelves(files: Iterable[UploadedFile], by: Viewer) -> list[ResourcePage]:
    """Return what the person may see that offers one of these very files."""
    sums = {arrived(upload).sha256 for upload in files}
    if not sums:
        return []
    same = StoredFile.objects.filter(sha256__in=sums)
    shown = ResourcePage.objects.visible_to(by).filter(is_source(), files__file__in=same)
    return list(shown.distinct().order_by("title")[:5])


class UseForm(forms.ModelForm):
    """How somebody used a resource. Nothing of it is public unless they say so."""

    kind = forms.ChoiceField(
        label=_("What you did"), choices=Use.Kind.choices, widget=forms.RadioSelect, initial=Use.Kind.USED
    )
    country = forms.ChoiceField(label=_("Country"), required=False)
    link = forms.URLField(
        label=_("Where it can be seen"),
        required=False,
        assume_scheme="https",
        help_text=_("If you made something of your own out of it."),
    )
    is_public = forms.BooleanField(
        label=_("Show this under the resource, for everybody who sees it"), required=False
    )
    named = forms.BooleanField(label=_("Show my name with it"), required=False)

    class Meta:
        model = Use
        fields = ("kind", "text", "place", "country", "art_form", "scale", "language", "link", "is_public")
        widgets = {"text": forms.Textarea(attrs={"rows": 5})}
        labels = {"text": _("How you used it")}
        help_texts = {
            "text": _(
                "What you changed, what came of it, what you would tell a colleague. A sentence is enough."
            )
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = _countries()


class AnswerForm(UseForm):
    """The question that a mail asks: whether, and, for who wants to say it, how."""

    answer = forms.ChoiceField(
        label=_("Have you used it?"), choices=Copy.Answer.choices, widget=forms.RadioSelect
    )
    field_order = ("answer",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["kind"]
        self.fields["text"].required = False


class CollectionForm(forms.ModelForm):
    """A collection: what ties it together, and who may see it."""

    class Meta:
        model = Collection
        fields = ("title", "why", "language", "audience")
        help_texts = {"why": _("In a sentence.")}


class WhyForm(forms.Form):
    """Why a resource belongs into a collection."""

    why = forms.CharField(label=_("Why it belongs here"), max_length=300)
