"""What people are asked before it is kept that they took something."""

from django.utils.translation import gettext_lazy as _

from members.consents import Purpose, asks

DOWNLOADS = asks(
    Purpose(
        name="downloads",
        version=1,
        question=_("May we remember which toolkits and papers you take?"),
        follows=_(
            "You hear when a new version comes out, and we ask you once, some days after, how you used it. "
            "Only you see the list. Without a yes we count downloads and forget who."
        ),
    )
)
