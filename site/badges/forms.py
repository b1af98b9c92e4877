"""What is typed about credentials."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from badges.models import Credential, SelfAssessment
from badges.queries import Competence
from members.models import Person
from programme.queries import lines_in


class CodeForm(forms.Form):
    """A code from a certificate, or a credential as a file or as text."""

    code = forms.CharField(label=_("Code on the certificate"), max_length=60, required=False)
    file = forms.FileField(label=_("Or a credential as a file (JSON, JWT)"), required=False)

    LARGEST = 200_000  # bytes of a credential

    def clean_file(self) -> Any:
        """A credential has a few kilobytes."""
        file = self.cleaned_data.get("file")
        if file and file.size > self.LARGEST:
            raise forms.ValidationError(_now("This is too large to be a credential."))
        return file

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("code") and not cleaned.get("file"):
            raise forms.ValidationError(_now("Type the code, or choose a file."))
        return cleaned


class NameForm(forms.Form):
    """A name as it stands on a document that somebody was shown."""

    name = forms.CharField(label=_("Name on the document"), max_length=120)


class RecogniseForm(forms.Form):
    """Who did what, when."""

    email = forms.EmailField(label=_("Their e-mail address"))
    kind = forms.ChoiceField(
        label=_("What they did"), choices=[(kind.value, kind.label) for kind in Credential.BEYOND_COURSES]
    )
    title_en = forms.CharField(label=_("Where or what, in English"), max_length=255)
    title_fr = forms.CharField(label=_("The same in French"), max_length=255, required=False)
    words = forms.CharField(label=_("What exactly, in a sentence"), max_length=300, required=False)
    line = forms.ChoiceField(label=_("Programme line"), required=False)
    earned_on = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["line"].choices = [("", "—"), *((line.slug, line.title) for line in lines_in())]  # type: ignore[attr-defined]
        self.fields["earned_on"].initial = timezone.localdate

    def clean_email(self) -> Person:
        """Return the person."""
        person = Person.objects.filter(email=self.cleaned_data["email"].lower(), is_active=True).first()
        if person is None:
            raise forms.ValidationError(_now("Nobody here has this address."))
        return person

    def clean_earned_on(self) -> Any:
        """What is still to come is not earned yet."""
        day = self.cleaned_data["earned_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_now("This day is still to come."))
        return day


class RevokeForm(forms.Form):
    """Why."""

    reason = forms.CharField(
        label=_("Why"), max_length=300, help_text=_("Whoever checks the certificate reads this sentence.")
    )


class AssessmentForm(forms.Form):
    """One question a competence; leaving one out is an answer too."""

    moment = forms.ChoiceField(label=_("When"), choices=SelfAssessment.Moment.choices, initial="now")

    def __init__(self, *args: Any, competences: list[Competence], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.competences = competences
        for competence in competences:
            self.fields[f"of-{competence.slug}"] = forms.TypedChoiceField(
                label=competence.title, help_text=competence.summary, choices=SelfAssessment.Level.choices,
                widget=forms.RadioSelect, required=False, coerce=int, empty_value=None,
            )  # fmt: skip

    def answers(self) -> dict[str, int]:
        """Return slug to level of what was answered."""
        given = {one.slug: self.cleaned_data.get(f"of-{one.slug}") for one in self.competences}
        return {slug: level for slug, level in given.items() if level is not None}

    def clean(self) -> dict[str, Any]:
        """At least one answer."""
        cleaned = super().clean() or {}
        if not any(value is not None for name, value in cleaned.items() if name.startswith("of-")):
            raise forms.ValidationError(_now("Answer for at least one competence."))
        return cleaned
