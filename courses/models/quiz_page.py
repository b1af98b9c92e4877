"""A quiz as a page."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, Panel
from wagtail.fields import StreamField

from courses import items
from courses.editing import BeforePublishing, QuizPageForm
from courses.models.item_page import ItemPage
from courses.questions import QuestionsBlock
from courses.questions.drawing import too_few
from pages.blocks import BodyBlock
from pages.models import BasePage


class DrawBlock(blocks.StructBlock):
    """How many questions are drawn from those of the bank on one topic."""

    number = blocks.IntegerBlock(label=_("How many"), default=1, min_value=1, max_value=100)
    topic = blocks.CharBlock(
        label=_("On this topic"),
        required=False,
        default="",
        max_length=60,
        help_text=_("Empty: from the whole bank."),
    )

    class Meta:
        icon = "random"
        label = _("Draw")


class QuizPage(ItemPage):
    """Questions that the server scores. What an attempt asks is frozen when it begins; this page only says what the next asks.

    The source-language version alone says what is right, how many attempts there are and how long they last; the other
    languages supply words.
    """

    class Rule(models.TextChoices):
        PASSED = items.PASSED, _("passing it")
        SUBMITTED = items.SUBMITTED, _("handing it in, whatever the result")

    class Solutions(models.TextChoices):
        AFTER_EACH = "each", _("after each attempt")
        AT_THE_END = "end", _("after passing, or after the last attempt")
        NEVER = "never", _("never")

    kind = _("Quiz")
    item_kind = "quiz"
    rule = models.CharField(_("it is finished by"), max_length=10, choices=Rule, default=Rule.PASSED)
    body = StreamField(BodyBlock(), blank=True, verbose_name=_("introduction"))
    questions = StreamField(
        QuestionsBlock(required=False),
        blank=True,
        verbose_name=_("questions that everybody is asked"),
    )
    bank = StreamField(
        QuestionsBlock(required=False),
        blank=True,
        verbose_name=_("bank of questions"),
        help_text=_("Nobody is asked all of these: say below how many each attempt draws at random."),
    )
    draws = StreamField([("draw", DrawBlock())], blank=True, verbose_name=_("drawn from the bank"))
    shuffle = models.BooleanField(
        _("mix questions and answers"), default=False, help_text=_("Each attempt has its own order.")
    )
    attempts = models.PositiveSmallIntegerField(
        _("attempts"), default=0, validators=[MaxValueValidator(100)], help_text=_("0: as many as one likes.")
    )
    pass_mark = models.PositiveSmallIntegerField(
        _("to pass, per cent"), default=60, validators=[MaxValueValidator(100)]
    )
    time_limit = models.PositiveSmallIntegerField(
        _("time limit in minutes"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(1440)],
        help_text=_("Empty: no limit. You can give single people more time."),
    )
    solutions = models.CharField(
        _("what would have been right is shown"),
        max_length=5,
        choices=Solutions,
        default=Solutions.AT_THE_END,
    )

    template = "courses/quiz.html"
    parent_page_types: ClassVar[list[str]] = ["courses.ModulePage"]
    base_form_class = QuizPageForm
    content_panels: ClassVar[list[Panel]] = [
        BeforePublishing(),
        *BasePage.content_panels,
        FieldPanel("body"),
        FieldPanel("questions"),
        MultiFieldPanel(
            [FieldPanel("bank"), FieldPanel("draws")],
            _("Questions drawn at random"),
            classname="collapsed",
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("pass_mark"), FieldPanel("attempts"), FieldPanel("time_limit")]),
                FieldPanel("solutions"),
                FieldPanel("shuffle"),
            ],
            _("How it is taken"),
        ),
        *ItemPage.rule_panels,
    ]
    preview_modes: ClassVar[list[tuple[str, Any]]] = [
        ("learner", _("As a learner")),
        ("questions", _("The questions")),
        ("", _("As a visitor")),
        ("waiting", _("As a learner to whom it is not open yet")),
    ]

    class Meta:
        verbose_name = _("quiz")
        verbose_name_plural = _("quizzes")

    def clean(self) -> None:
        """Refuse to draw more than there is."""
        super().clean()
        short = too_few(self.bank.raw_data, self.draws.raw_data)
        if short:
            raise ValidationError(
                {
                    "draws": _(
                        "The bank has only %(there)s questions on “%(topic)s”, and %(asked)s are drawn."
                    )
                    % {"there": short.there, "topic": short.topic or "…", "asked": short.asked}
                }
            )

    @property
    def number_of_questions(self) -> int:
        """How many questions an attempt asks."""
        return len(self.questions.raw_data) + sum(
            int(draw["value"].get("number") or 0) for draw in self.draws.raw_data
        )

    def extra_context(self, request: HttpRequest) -> dict[str, Any]:
        """What a lesson shows, and how the quiz is taken."""
        from courses.queries.quizzes import quiz_for  # noqa: PLC0415 - queries read these models

        return quiz_for(request, self)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Show the draft, or the questions as an attempt would ask them."""
        from courses.queries.previews import lesson_preview, questions_preview  # noqa: PLC0415 - as above

        request.is_preview = True  # type: ignore[attr-defined]  # Wagtail's own mark on a request
        context = {"page": self, "self": self, "request": request}
        if mode_name == "questions":
            return TemplateResponse(
                request, "courses/quiz/attempt.html", {**context, **questions_preview(self)}
            )
        context |= lesson_preview(request, self, mode_name)
        return TemplateResponse(
            request, self.template, {**context, "marks_done": False, "hands_in": False, "quiz": self}
        )
