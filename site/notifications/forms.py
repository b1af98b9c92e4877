"""What people choose about mail."""

from typing import Any

from django import forms

from notifications.models import MailChoices


class MailChoicesForm(forms.ModelForm):
    """When the digest comes, and whether being named is worth a mail."""

    class Meta:
        model = MailChoices
        fields = ("digest", "weekday", "hour", "named_by_mail")

    def clean_hour(self) -> int:
        """A choice field gives text."""
        return int(self.cleaned_data["hour"])

    def values(self) -> dict[str, Any]:
        """Return what was chosen, for the action."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}
