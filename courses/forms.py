"""What learners, trainers and facilitators type."""

import datetime
import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.items import ATTENDED, EditionItem
from courses.models import Cohort, CohortDate, GroupMessage
from members.models import Affiliation, Organisation, Person


def day_input() -> forms.DateInput:
    """Return the browser's own field for a day."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def moment_input() -> forms.DateTimeInput:
    """Return the browser's own field for a day and an hour."""
    return forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class LocalMoment(forms.DateTimeField):
    """A day and an hour as they were typed, without a time zone: the form knows in whose they are meant."""

    def to_python(self, value: Any) -> datetime.datetime | None:
        """Read what the browser's field gives; what is no moment is told."""
        if value in self.empty_values:
            return None
        try:
            return datetime.datetime.fromisoformat(str(value).strip()).replace(tzinfo=None)
        except ValueError as error:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from error


class HandInForm(forms.Form):
    """A word on what was handed in, and the key that makes pressing twice one handing in."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    note = forms.CharField(label=_("Where it is, or a word to the trainers"), required=False, max_length=300)


class PauseForm(forms.Form):
    """Until when, and why if one likes to say."""

    until = forms.DateField(
        label=_("Back on"),
        required=False,
        widget=day_input(),
        help_text=_("Leave it empty if you do not know yet."),
    )
    reason = forms.CharField(
        label=_("Why"),
        required=False,
        max_length=200,
        help_text=_("Your trainers read it. You need not say."),
    )

    def clean_until(self) -> datetime.date | None:
        """Take a day to come."""
        until = self.cleaned_data["until"]
        if until and until <= timezone.localdate():
            raise forms.ValidationError(_("Choose a day after today."))
        return until


class NoteForm(forms.Form):
    """A note to oneself, and whether to come back."""

    text = forms.CharField(
        label=_("Your note"),
        required=False,
        max_length=20_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    is_bookmark = forms.BooleanField(label=_("I want to come back to this lesson"), required=False)


class ReflectionForm(forms.Form):
    """An answer that nobody else reads."""

    text = forms.CharField(
        label=_("Your answer"),
        required=False,
        max_length=20_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class QuestionForm(forms.Form):
    """A question to the trainers, and the key that makes sending twice one question."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    text = forms.CharField(
        label=_("Ask the trainers"), max_length=5000, widget=forms.Textarea(attrs={"rows": 3})
    )


class AnswerForm(forms.Form):
    """An answer to a learner."""

    text = forms.CharField(label=_("Your answer"), max_length=5000, widget=forms.Textarea(attrs={"rows": 3}))


class NoteForLearnerForm(forms.Form):
    """What is noted of a learner's item."""

    item = forms.UUIDField(widget=forms.HiddenInput)
    key = forms.UUIDField(widget=forms.HiddenInput)
    verb = forms.CharField(max_length=12)
    note = forms.CharField(label=_("A word to the learner"), required=False, max_length=300)


class WaiveForm(forms.Form):
    """Why a lesson is waived."""

    item = forms.UUIDField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Why"), max_length=300, help_text=_("The learner reads who waived the lesson, and why.")
    )


class MarkForm(forms.Form):
    """What an open answer of a quiz is worth."""

    question = forms.CharField(max_length=36)
    points = forms.DecimalField(label=_("Points"), min_value=0, max_value=100, localize=True)
    words = forms.CharField(label=_("What you say to it"), required=False, max_length=5000)


class AllowanceForm(forms.Form):
    """More time or attempts at a quiz for one person."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    minutes = forms.IntegerField(
        label=_("Minutes more"), min_value=0, max_value=1440, required=False, initial=0
    )
    attempts = forms.IntegerField(
        label=_("Attempts more"), min_value=0, max_value=100, required=False, initial=0
    )
    reason = forms.CharField(
        label=_("Why"), max_length=300, help_text=_("Only those who look after the learner read it.")
    )


class RescoreForm(forms.Form):
    """Why attempts are scored again, and which preview was looked at."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Why"), max_length=300, help_text=_("Learners read it with their result.")
    )


class MessageForm(forms.ModelForm):
    """What to write to whom of a group."""

    class Meta:
        model = GroupMessage
        fields = ("audience", "subject", "text")
        widgets = {"text": forms.Textarea(attrs={"rows": 8})}


class CohortForm(forms.ModelForm):
    """A cohort's own data."""

    class Meta:
        model = Cohort
        fields = ("name", "starts_on", "ends_on", "time_zone", "place", "places", "by_invitation")
        widgets = {"starts_on": day_input(), "ends_on": day_input()}

    def clean(self) -> dict[str, Any]:
        """Let it end after it starts."""
        cleaned = super().clean() or self.cleaned_data
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("The last day must not lie before the first."))
        return cleaned


class DateForm(forms.ModelForm):
    """A meeting of a cohort or a day by which a lesson is to be finished, in the time zone of the cohort."""

    item = forms.TypedChoiceField(label=_("Lesson"), required=False, coerce=uuid.UUID, empty_value=None)
    starts_at = LocalMoment(label=_("Begins, or to be finished by"), widget=moment_input())
    ends_at = LocalMoment(label=_("Ends"), required=False, widget=moment_input())
    link = forms.URLField(label=_("Link"), required=False, assume_scheme="https")
    title = forms.CharField(label=_("Title"), required=False, max_length=160)

    class Meta:
        model = CohortDate
        fields = ("kind", "title", "item", "starts_at", "ends_at", "place", "link")

    def __init__(self, *args: Any, cohort: Cohort, items: Sequence[EditionItem], **kwargs: Any) -> None:
        self.cohort, self.items = cohort, {item.key: item for item in items}
        super().__init__(*args, **kwargs)
        choices = [(str(item.key), item.title) for item in items]
        self.fields["item"].choices = [("", _("None")), *choices]
        self.fields["item"].help_text = _(
            "The lesson to be finished, or the one that taking part in this meeting finishes."
        )
        for name in ("starts_at", "ends_at"):
            moment = getattr(self.instance, name)
            if moment:
                self.initial[name] = moment.astimezone(cohort.zone).replace(tzinfo=None)

    def _in_zone(self, moment: datetime.datetime | None) -> datetime.datetime | None:
        """Read what was typed as a time where the cohort is."""
        return moment.replace(tzinfo=self.cohort.zone) if moment else None

    def clean(self) -> dict[str, Any]:
        """Ask for what each kind of date needs."""
        cleaned = super().clean() or self.cleaned_data
        for name in ("starts_at", "ends_at"):
            cleaned[name] = self._in_zone(cleaned.get(name))
        starts, ends = cleaned.get("starts_at"), cleaned.get("ends_at")
        if starts and ends and ends < starts:
            self.add_error("ends_at", _("It must not end before it begins."))
        item = self.items.get(cleaned.get("item")) if cleaned.get("item") else None
        if cleaned.get("kind") == CohortDate.Kind.DEADLINE:
            cleaned["ends_at"] = None
            if item is None:
                self.add_error("item", _("Say which lesson is to be finished by then."))
        elif item is not None and item.rule != ATTENDED:
            self.add_error(
                "item", _("Taking part does not finish that lesson. Choose one that it finishes, or none.")
            )
        if not cleaned.get("title"):
            if item is not None:
                cleaned["title"] = item.title
            else:
                self.add_error("title", _("Give it a title."))
        return cleaned


class InviteForm(forms.Form):
    """Whom to ask to come, one address a line."""

    emails = forms.CharField(
        label=_("E-mail addresses, one a line"), widget=forms.Textarea(attrs={"rows": 4}), max_length=10_000
    )
    language = forms.ChoiceField(label=_("Language of the mail"), choices=settings.LANGUAGES)

    def clean_emails(self) -> list[str]:
        """Take every address, and name the first that is none."""
        found = []
        for line in self.cleaned_data["emails"].replace(",", "\n").replace(";", "\n").splitlines():
            if not line.strip():
                continue
            try:
                found.append(forms.EmailField().clean(line.strip()).lower())
            except forms.ValidationError as error:
                raise forms.ValidationError(
                    _("“%(line)s” is not an e-mail address."), params={"line": line.strip()[:80]}
                ) from error
        return list(dict.fromkeys(found))


class FacilitatorsForm(forms.Form):
    """Who leads a cohort, by their addresses."""

    emails = forms.CharField(
        label=_("E-mail addresses of who leads the group, one a line"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text=_("They need an account here."),
    )

    def clean_emails(self) -> list[Person]:
        """Find the people, and name the address that nobody has."""
        wanted = [line.strip().lower() for line in self.cleaned_data["emails"].splitlines() if line.strip()]
        found = {person.email: person for person in Person.objects.filter(email__in=wanted, is_active=True)}
        for email in wanted:
            if email not in found:
                raise forms.ValidationError(
                    _("Nobody here has the address “%(email)s”."), params={"email": email[:120]}
                )
        return list(found.values())


class StaffForm(forms.Form):
    """Which colleagues a member organisation enrols, and where."""

    cohort = forms.TypedChoiceField(
        label=_("How they follow it"), required=False, coerce=int, empty_value=None
    )
    people = forms.TypedMultipleChoiceField(label=_("Who"), coerce=int, widget=forms.CheckboxSelectMultiple)

    def __init__(
        self,
        *args: Any,
        organisation: Organisation,
        staff: Sequence[Affiliation],
        cohorts: Sequence[Cohort],
        self_paced: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.organisation = organisation
        self.staff = {one.person_id: one.person for one in staff}
        self.cohorts = {one.pk: one for one in cohorts}
        alone = [("", _("Alone, whenever they like"))] if self_paced else []
        self.fields["cohort"].choices = [*alone, *((one.pk, one.name) for one in cohorts)]
        self.fields["people"].choices = [(pk, person.name) for pk, person in self.staff.items()]

    @property
    def chosen(self) -> dict[str, Any]:
        """What was chosen, as the action takes it."""
        number = self.cleaned_data["cohort"]
        return {
            "people": [self.staff[pk] for pk in self.cleaned_data["people"]],
            "cohort": self.cohorts.get(number) if number else None,
        }
