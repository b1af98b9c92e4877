"""An assignment as a page: the task, what is handed in, by when, and by what it is judged."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, Panel
from wagtail.fields import StreamField

from courses import assigning, items
from courses.blocks import LessonBody
from courses.editing import AssignmentPageForm, BeforePublishing
from courses.models.item_page import ItemPage
from pages.models import BasePage


class LevelBlock(blocks.StructBlock):
    """What somebody may have reached in a criterion."""

    title = blocks.CharBlock(label=_("Level"), max_length=80)
    points = blocks.IntegerBlock(label=_("Points"), min_value=0, max_value=100)
    text = blocks.CharBlock(label=_("How it shows"), required=False, max_length=300)


class CriterionBlock(blocks.StructBlock):
    """What is looked at. In a translation only the words count: the source says what there is and what it is worth."""

    title = blocks.CharBlock(label=_("Criterion"), max_length=120)
    text = blocks.CharBlock(label=_("What is looked at"), required=False, max_length=300)
    levels = blocks.ListBlock(LevelBlock(), label=_("Levels"), min_num=2, max_num=9)

    class Meta:
        icon = "tasks"
        label = _("Criterion")


class RubricBlock(blocks.StreamBlock):
    """Criteria in order."""

    criterion = CriterionBlock()


class AssignmentPage(ItemPage):
    """Something to make and hand in. Its source-language version alone says what is asked, by when, and what it is worth."""

    class Takes(models.TextChoices):
        TEXT = assigning.TEXT, _("a text")
        FILES = assigning.FILES, _("files")
        BOTH = assigning.BOTH, _("a text, files, or both")

    class Due(models.TextChoices):
        NEVER = "", _("no day")
        ON = "on", _("on a date")
        AFTER = "after", _("some days after the start")

    kind = _("Assignment")
    item_kind = "assignment"

    body = StreamField(LessonBody(), blank=True, verbose_name=_("the task"))
    rule = models.CharField(
        _("it is finished by"),
        max_length=10,
        choices=[
            (items.SUBMITTED, _("handing in")),
            (items.REVIEWED, _("feedback of a trainer")),
            (items.PASSED, _("passing it")),
            (items.DONE, _("handing in, and giving reviews to others")),
        ],
        default=items.REVIEWED,
    )
    takes = models.CharField(_("what is handed in"), max_length=6, choices=Takes, default=Takes.BOTH)
    rubric = StreamField(RubricBlock(), blank=True, verbose_name=_("rubric"))
    pass_mark = models.PositiveSmallIntegerField(
        _("points to pass"), null=True, blank=True, help_text=_("Empty: whoever gives feedback decides.")
    )
    due = models.CharField(_("it is due"), max_length=6, choices=Due, default=Due.NEVER, blank=True)
    due_on = models.DateTimeField(_("on"), null=True, blank=True)
    due_after_days = models.PositiveSmallIntegerField(_("days after the start"), null=True, blank=True)
    takes_late = models.BooleanField(
        _("late work is taken"),
        default=True,
        help_text=_("It is marked as late. Without it the door closes."),
    )
    reviews_to_give = models.PositiveSmallIntegerField(
        _("reviews that each gives"),
        default=0,
        validators=[MaxValueValidator(10)],
        help_text=_("None: trainers alone give feedback."),
    )
    reviews_to_get = models.PositiveSmallIntegerField(
        _("reviews that each gets"), default=0, validators=[MaxValueValidator(10)]
    )
    patience = models.PositiveSmallIntegerField(
        _("days after which a trainer is asked instead"),
        default=7,
        validators=[MinValueValidator(1), MaxValueValidator(90)],
    )

    template = "courses/assignment.html"
    base_form_class = AssignmentPageForm
    parent_page_types: ClassVar[list[str]] = ["courses.ModulePage"]
    content_panels: ClassVar[list[Panel]] = [
        BeforePublishing(),
        *BasePage.content_panels,
        FieldPanel("body"),
        FieldPanel("rubric"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("takes"), FieldPanel("pass_mark")]),
                FieldRowPanel([FieldPanel("due"), FieldPanel("due_on"), FieldPanel("due_after_days")]),
                FieldPanel("takes_late"),
            ],
            _("Handing in"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel(
                    [FieldPanel("reviews_to_give"), FieldPanel("reviews_to_get"), FieldPanel("patience")]
                )
            ],
            _("Learners review each other"),
        ),
        *ItemPage.rule_panels,
    ]

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")

    def clean(self) -> None:
        """Ask for what the choices need, so that nobody waits for something that cannot come."""
        super().clean()
        if self.due == self.Due.ON and self.due_on is None:
            raise ValidationError({"due_on": _("Say on which day it is due.")})
        if self.due == self.Due.AFTER and self.due_after_days is None:
            raise ValidationError({"due_after_days": _("Say after how many days it is due.")})
        if self.due != self.Due.ON:
            self.due_on = None
        if self.due != self.Due.AFTER:
            self.due_after_days = None
        if bool(self.reviews_to_give) != bool(self.reviews_to_get):
            raise ValidationError(
                {
                    "reviews_to_get": _(
                        "Who gives reviews gets some, and the other way round. Fill in both, or neither."
                    )
                }
            )
        peers = bool(self.reviews_to_give)
        if peers and self.rule not in (items.DONE, items.PASSED):
            raise ValidationError(
                {
                    "rule": _(
                        "Where learners review each other it is finished by giving reviews, or by passing."
                    )
                }
            )
        if not peers and self.rule == items.DONE:
            raise ValidationError(
                {"rule": _("Say how many reviews each gives, or choose another way to finish it.")}
            )
        if peers and self.rule == items.PASSED and self.pass_mark is None:
            raise ValidationError({"pass_mark": _("Say how many points pass: reviewers do not decide it.")})
        if self.pass_mark is not None and self.pass_mark > self.terms_alone().most:
            raise ValidationError({"pass_mark": _("The rubric does not give so many points.")})

    def terms_alone(self) -> assigning.Terms:
        """Return the rules as this version of the page says them, in its language alone."""
        from courses.queries.assignments import terms_of_pages  # noqa: PLC0415 - queries read these models

        return terms_of_pages([self])

    def extra_context(self, request: HttpRequest) -> dict[str, Any]:
        """What the page of a lesson shows, and where the person is with their work."""
        from courses.queries.assignments import assignment_for  # noqa: PLC0415 - queries read these models

        return assignment_for(request, self)
