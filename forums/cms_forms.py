"""The form for a forum in the CMS."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.models import Locale

from forums import languages
from members.models import Person
from programme.models import ProgrammeLine


def _lines() -> list[tuple[str, str]]:
    """Return the programme lines of the source language."""
    lines = ProgrammeLine.objects.filter(locale=Locale.get_default()).values_list("slug", "title")
    return [("", "—"), *lines]


class AddressesInput(forms.Textarea):
    """One e-mail address a line: a list of all people of a network to pick from is too long."""

    def format_value(self, value: Any) -> str:
        """Show the addresses that are kept."""
        return "\n".join(value or [])

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[str]:
        """Read addresses in whatever case and apart by whatever space."""
        written: str = data.get(name, "")
        return written.lower().replace(",", " ").split()


class ForumForm(WagtailAdminModelForm):
    """A forum with its line by name and its facilitators by address."""

    line = forms.ChoiceField(label=_("Programme line"), choices=_lines, required=False)
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        choices=languages.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("In which people write here. None: in any."),
    )
    facilitators = forms.ModelMultipleChoiceField(
        label=_("Facilitators"),
        queryset=Person.objects.filter(is_active=True),
        to_field_name="email",
        required=False,
        widget=AddressesInput(attrs={"rows": 4}),
        help_text=_(
            "Their e-mail addresses, one a line. People with the facilitator role keep order everywhere."
        ),
        error_messages={"invalid_choice": _("Nobody here has the address %(value)s.")},
    )
