"""What only a lesson is made of, beside what every body is."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from pages import living
from pages.blocks import AudioBlock, BodyBlock, EmbedBlock, TableBlock, VideoBlock


class CardBlock(blocks.StructBlock):
    """A chosen page, and what it is good for here. What of it is shown is put in for each reader where the mark stands."""

    page = blocks.PageChooserBlock()
    note = blocks.CharBlock(label=_("What it is good for here"), required=False, max_length=200)

    filled_by: ClassVar[str]  # the name under which `courses.fillers` or a room below puts the card in

    class Meta:
        template = "courses/blocks/card.html"

    def get_context(self, value: Any, parent_context: dict | None = None) -> dict[str, Any]:
        """Give the mark where each reader gets the card, or does not."""
        chosen = living.mark(self.filled_by, value["page"].pk) if value.get("page") else ""
        return {**super().get_context(value, parent_context), "card": chosen}


class ResourceCardBlock(CardBlock):
    """Something from the library. Shown to those who may see it."""

    page = blocks.PageChooserBlock(label=_("Resource"), page_type="resources.ResourcePage")
    filled_by = "card"

    class Meta:
        icon = "doc-full"
        label = _("Resource card")


class QuizCardBlock(CardBlock):
    """A quiz of the same course, set into the text where it belongs: what it takes, and what finishes it for the reader."""

    page = blocks.PageChooserBlock(label=_("Quiz"), page_type="courses.QuizPage")
    filled_by = "quiz"

    class Meta:
        icon = "help"
        label = _("Quiz")


class ReflectionBlock(blocks.StructBlock):
    """A question to the learner alone. The answer is theirs: nobody else reads it."""

    prompt = blocks.TextBlock(label=_("Question"), max_length=600)

    class Meta:
        icon = "user"
        label = _("Private reflection")
        template = "courses/blocks/reflection.html"

    def get_context(self, value: Any, parent_context: dict | None = None) -> dict[str, Any]:
        """Give the mark where each reader gets their own answer."""
        context = super().get_context(value, parent_context)
        block = (parent_context or {}).get("block_id") or ""
        return {**context, "block": block, "answer": living.mark("reflection", block) if block else ""}


class PromptBlock(blocks.StructBlock):
    """A question to all who follow the course, answered in the talk under the lesson."""

    prompt = blocks.TextBlock(label=_("Question"), max_length=600)

    class Meta:
        icon = "comment"
        label = _("Discussion prompt")
        template = "courses/blocks/prompt.html"


class TermBlock(blocks.StructBlock):
    """A word of the trade with its meaning, which the glossary keeps in each language."""

    term = SnippetChooserBlock("programme.GlossaryTerm", label=_("Term"))

    class Meta:
        icon = "info-circle"
        label = _("Glossary term")
        template = "courses/blocks/term.html"

    def get_context(self, value: Any, parent_context: dict | None = None) -> dict[str, Any]:
        """Give the term in the language that is read, where it exists in it."""
        term = value.get("term")
        return {**super().get_context(value, parent_context), "term": term.localized if term else None}


class LessonBody(BodyBlock):
    """The body of a lesson."""

    video = VideoBlock()
    audio = AudioBlock()
    embed = EmbedBlock()
    table = TableBlock()
    resource = ResourceCardBlock()
    quiz = QuizCardBlock()
    reflection = ReflectionBlock()
    prompt = PromptBlock()
    term = TermBlock()
