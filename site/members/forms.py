"""What people are asked about themselves and what the secretariat types."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import Organisation, Person, Profile


class SignupExtras(forms.Form):
    """What sign-up asks beside address and password."""

    name = forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    field_order = ("name", "email", "password1")

    def signup(self, request: Any, user: Person) -> None:
        """All is done in the adapter; allauth requires the method."""


class ProfileForm(forms.ModelForm):
    """One form for the person and their profile, so that there is one Save."""

    name = forms.CharField(label=_("Your name"), max_length=120)
    language = forms.ChoiceField(label=_("Language of mails to you"), choices=settings.LANGUAGES)

    class Meta:
        model = Profile
        fields = ("name", "language", "about", "disciplines", "country", "listed")
        widgets = {"about": forms.Textarea(attrs={"rows": 4})}
        help_texts = {"disciplines": _("For example: dance, street arts, production")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial |= {"name": self.instance.person.name, "language": self.instance.person.language}

    def save(self, commit: bool = True) -> Profile:
        """Save both rows."""
        person = self.instance.person
        person.name, person.language = self.cleaned_data["name"].strip(), self.cleaned_data["language"]
        person.save(update_fields=["name", "language"])
        return super().save(commit)


class OrganisationForm(forms.ModelForm):
    """A member organisation's own data."""

    class Meta:
        model = Organisation
        fields = ("name", "kind", "country", "city", "website", "about")
        widgets = {"about": forms.Textarea(attrs={"rows": 3})}


class DayForm(forms.Form):
    """The first or last day of a membership."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}), initial=timezone.localdate)


class InvitationForm(forms.Form):
    """Whom to invite."""

    email = forms.EmailField(label=_("E-mail address"))
    name = forms.CharField(label=_("Name"), max_length=120, required=False)
    job = forms.CharField(label=_("Job"), max_length=120, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)


class AcceptForm(forms.Form):
    """How an invited person comes in."""

    name = forms.CharField(label=_("Your name"), max_length=120)
    password = forms.CharField(
        label=_("Choose a password"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )


class ImportForm(forms.Form):
    """A CSV file of organisations and people."""

    file = forms.FileField(label=_("CSV file"), widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}))
