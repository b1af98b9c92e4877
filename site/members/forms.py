"""What people are asked about themselves and what the secretariat types."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import password_validation
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members import profiles, queries
from members.countries import NAMES
from members.models import Organisation, Person, Profile
from members.roles import ROLES
from members.zones import zones

ROLE_NAMES = {
    "trainer": _("Trainer: writes courses and gives feedback"),
    "facilitator": _("Facilitator: looks after the forums"),
    "editor": _("Editor: writes, approves and publishes pages"),
    "secretariat": _("Secretariat: runs the network"),
}


class SignupExtras(forms.Form):
    """What sign-up asks beside address and password."""

    name = forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    field_order = ("name", "email", "password1")

    def signup(self, request: Any, user: Person) -> None:
        """All is done in the adapter; allauth requires the method."""


class ProfileForm(forms.ModelForm):
    """One form for the person and their profile, so that there is one Save. Each part of the profile says for whom it is."""

    name = forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    language = forms.ChoiceField(label=_("Language of mails to you"), choices=settings.LANGUAGES)
    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=zones, help_text=_("Deadlines and dates are told to you in it.")
    )
    country = forms.ChoiceField(label=_("Country"), required=False)
    languages = forms.MultipleChoiceField(
        label=_("Languages that you speak"),
        required=False,
        choices=profiles.language_choices,
        widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text=_("Hold Ctrl or ⌘ to choose several."),
    )

    class Meta:
        model = Profile
        fields = (
            "name", "language", "time_zone", "about", "about_for", "disciplines", "disciplines_for", "country", "city",
            "place_for", "languages", "languages_for", "offers", "offers_for", "listed",
        )  # fmt: skip
        widgets = {"about": forms.Textarea(attrs={"rows": 4})}
        labels = {
            "city": _("Town"),
            "offers": _("What others may ask you for"),
            "about_for": _("Who sees what you write about yourself"),
            "disciplines_for": _("Who sees your disciplines"),
            "place_for": _("Who sees your country and town"),
            "languages_for": _("Who sees your languages"),
            "offers_for": _("Who sees what you offer"),
        }
        help_texts = {
            "disciplines": _("For example: dance, street arts, production"),
            "offers": _("For example: a rehearsal room, a look at a budget, translation"),
            "listed": _(
                "Others see your name, your work, your country and what you write here, never your address."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial |= {
            name: getattr(self.instance.person, name) for name in ("name", "language", "time_zone")
        }
        self.initial["languages"] = profiles.codes_in(self.instance.languages)
        choices = sorted(((code, str(name)) for code, name in NAMES.items()), key=lambda choice: choice[1])
        self.fields["country"].choices = [("", _("The country of my organisation")), *choices]
        for part in Profile.PARTS:
            self.fields[f"{part}_for"].required = False

    def clean_languages(self) -> str:
        """Keep them as the column does."""
        return profiles.column_of(self.cleaned_data["languages"])

    def clean(self) -> dict[str, Any]:
        """Where nothing is said about who sees a part, it stays as it is."""
        cleaned = super().clean() or self.cleaned_data
        for part in Profile.PARTS:
            if not cleaned.get(f"{part}_for"):
                cleaned[f"{part}_for"] = getattr(self.instance, f"{part}_for")
        return cleaned

    def save(self, commit: bool = True) -> Profile:
        """Save both rows."""
        person = self.instance.person
        person.name, person.language = self.cleaned_data["name"].strip(), self.cleaned_data["language"]
        person.time_zone = self.cleaned_data["time_zone"]
        person.save(update_fields=["name", "language", "time_zone"])
        return super().save(commit)


class DepartForm(forms.Form):
    """Whether the name stays on what somebody said, and their password, because it is for good."""

    keeps_name = forms.TypedChoiceField(
        label=_("What stands beside what you said in the forums?"),
        coerce=lambda value: value == "yes",
        choices=[("yes", _("My name stays")), ("no", _("“Former member” stands there instead"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one.")},
    )
    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        if not person.has_usable_password():
            del self.fields["password"]

    def clean_password(self) -> str:
        """Ask that it is theirs."""
        if not self.person.check_password(self.cleaned_data["password"]):
            raise forms.ValidationError(_("This is not your password."))
        return str(self.cleaned_data["password"])


class DirectoryForm(forms.Form):
    """Whom to look for. Anything that is not a choice finds as if it had not been asked."""

    q = forms.CharField(
        label=_("Name"), required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"})
    )
    country = forms.ChoiceField(label=_("Country"), required=False)
    town = forms.CharField(label=_("Town"), required=False, max_length=100)
    discipline = forms.CharField(label=_("Discipline"), required=False, max_length=60)
    language = forms.ChoiceField(label=_("Language"), required=False)
    offer = forms.CharField(label=_("Offers"), required=False, max_length=60)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = queries.countries_of_members()
        choices = sorted(((code, str(NAMES.get(code, code))) for code in codes), key=lambda choice: choice[1])
        self.fields["country"].choices = [("", ""), *NAMES.items()]  # an old link finds nobody, not everybody
        self.fields["country"].widget.choices = [("", _("All countries")), *choices]
        self.fields["language"].choices = [("", _("All languages")), *profiles.language_choices()]
        for name, part in (("discipline", "disciplines"), ("offer", "offers")):
            self.fields[name].widget.attrs |= {"list": f"words-{name}", "autocomplete": "off"}
            setattr(self, f"{name}_words", queries.words_in_use(part))

    @property
    def asked(self) -> dict[str, str]:
        """What was asked, as the queries take it."""
        self.is_valid()
        names = ("country", "town", "discipline", "language", "offer")
        return {
            "search": self.cleaned_data.get("q", ""),
            **{name: self.cleaned_data.get(name, "") for name in names},
        }

    @property
    def asks_more(self) -> bool:
        """Whether more than a name and a country is asked for."""
        return any(self.asked[name] for name in ("town", "discipline", "language", "offer"))


class OrganisationForm(forms.ModelForm):
    """A member organisation's own data."""

    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        required=False,
        choices=profiles.language_choices,
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )

    class Meta:
        model = Organisation
        fields = ("name", "kind", "country", "city", "website", "about", "disciplines", "languages", "offers")
        widgets = {"about": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "disciplines": _("For example: dance, street arts, production"),
            "offers": _("For example: a residency, a rehearsal room, storage"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["languages"] = profiles.codes_in(self.instance.languages)

    def clean_languages(self) -> str:
        """Keep them as the column does."""
        return profiles.column_of(self.cleaned_data["languages"])


class NewOrganisationForm(OrganisationForm):
    """An organisation, and whether it is a member from today."""

    member_today = forms.BooleanField(label=_("Its membership starts today"), required=False)


class NetworkSearchForm(forms.Form):
    """Which organisations to list for the secretariat."""

    q = forms.CharField(label=_("Name or town"), required=False, max_length=100)
    status = forms.ChoiceField(
        label=_("Membership"),
        required=False,
        choices=[
            ("", _("All")),
            (queries.CURRENT, _("Members today")),
            (queries.COMING, _("Starting later")),
            (queries.LAPSED, _("Lapsed")),
            (queries.NEVER, _("Never a member")),
        ],
    )


class PeopleSearchForm(forms.Form):
    """Which people to list for the secretariat."""

    q = forms.CharField(label=_("Name or e-mail address"), required=False, max_length=100)


class DayForm(forms.Form):
    """The first or last day of a membership."""

    day = forms.DateField(
        label=_("Day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        initial=timezone.localdate,
    )

    def __init__(self, *args: Any, label: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if label:
            self.fields["day"].label = label


class InvitationForm(forms.Form):
    """Whom to invite."""

    email = forms.EmailField(label=_("E-mail address"))
    name = forms.CharField(label=_("Name"), max_length=120, required=False)
    job = forms.CharField(label=_("Job"), max_length=120, required=False)
    language = forms.ChoiceField(label=_("Language of the mail"), choices=settings.LANGUAGES)


class RolesForm(forms.Form):
    """A person's roles; the secretariat's own only an administrator gives."""

    roles = forms.MultipleChoiceField(label=_("Roles"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.among = {role for role in ROLES if role != "secretariat" or by.is_superuser}
        self.fields["roles"].choices = [(role, ROLE_NAMES[role]) for role in ROLES if role in self.among]


class AcceptForm(forms.Form):
    """How an invited person comes in."""

    name = forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    password = forms.CharField(
        label=_("Choose a password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email
        help_text = password_validation.password_validators_help_text_html()
        self.fields["password"].help_text = help_text

    def clean(self) -> dict[str, Any]:
        """Refuse a password that the sign-up form would refuse."""
        cleaned = super().clean() or self.cleaned_data
        if password := cleaned.get("password"):
            person = Person(email=self.email, name=cleaned.get("name", ""))
            try:
                password_validation.validate_password(password, person)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return cleaned


class ImportForm(forms.Form):
    """A CSV file of organisations and people."""

    file = forms.FileField(label=_("CSV file"), widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}))
    send_invitations = forms.BooleanField(
        label=_("Send an invitation to each new person"),
        required=False,
        help_text=_(
            "Without it new people are listed at once, and come in later by choosing a new password. "
            "With it they are listed when they have accepted."
        ),
    )
