"""What people are asked before they are written to for others' sake."""

from django.utils.translation import gettext_lazy as _

from members.consents import Purpose, asks

ALUMNI_REVIEWS = asks(
    Purpose(
        name="alumni-reviews",
        version=1,
        question=_("May we ask you to review work in courses that you have finished?"),
        follows=_(
            "When somebody waits long for a review of an assignment that you did yourself, we write to you, at most once in "
            "two weeks. You need not answer."
        ),
    )
)
