"""What a body is made of. Names say what a block is for, not how it looks."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

TEXT_FEATURES = ["bold", "italic", "ol", "ul", "link", "document-link"]


class HeadingBlock(blocks.CharBlock):
    """A section heading; the section is an address of its own (`#section-…`) and a passage in search."""

    class Meta:
        icon = "title"
        label = _("Heading")
        template = "pages/blocks/heading.html"
        max_length = 160

    def get_context(self, value: str, parent_context: dict | None = None) -> dict[str, Any]:
        return {**super().get_context(value, parent_context), "anchor": anchor_of(value)}


def anchor_of(heading: str) -> str:
    """The anchor of a section, the same in the page and in search hits."""
    return f"section-{slugify(heading)[:60]}"


class PictureBlock(blocks.StructBlock):
    """A picture that is either described or said to be decorative."""

    image = ImageChooserBlock(label=_("Picture"))
    alt = blocks.CharBlock(label=_("Description for those who do not see it"), required=False, max_length=250)
    decorative = blocks.BooleanBlock(label=_("Only decoration"), required=False)
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=250)

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "pages/blocks/picture.html"

    def clean(self, value: Any) -> Any:
        """Ask for one of the two."""
        cleaned = super().clean(value)
        if not cleaned.get("alt") and not cleaned.get("decorative"):
            raise blocks.StructBlockValidationError(
                block_errors={
                    "alt": ValidationError(_("Describe the picture, or mark it as only decoration."))
                }
            )
        return cleaned


class CalloutBlock(blocks.StructBlock):
    """Something to try or to note, set apart."""

    text = blocks.RichTextBlock(label=_("Text"), features=TEXT_FEATURES)

    class Meta:
        icon = "help"
        label = _("Callout")
        template = "pages/blocks/callout.html"


class FileBlock(blocks.StructBlock):
    """A file offered in the text."""

    file = DocumentChooserBlock(label=_("File"))
    note = blocks.CharBlock(label=_("Note"), required=False, max_length=200)

    class Meta:
        icon = "doc-full"
        label = _("File")
        template = "pages/blocks/file.html"


class CardBlock(blocks.StructBlock):
    """Another page of the site, offered as a card."""

    page = blocks.PageChooserBlock(label=_("Page"))

    class Meta:
        icon = "link"
        label = _("Page card")
        template = "pages/blocks/card.html"


class QuoteBlock(blocks.StructBlock):
    """Somebody's words and who said them."""

    text = blocks.TextBlock(label=_("Words"))
    source = blocks.CharBlock(label=_("Who"), required=False, max_length=120)

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        template = "pages/blocks/quote.html"


class BodyBlock(blocks.StreamBlock):
    """The body of a page or lesson."""

    heading = HeadingBlock()
    text = blocks.RichTextBlock(label=_("Text"), features=TEXT_FEATURES, template="pages/blocks/text.html")
    callout = CalloutBlock()
    picture = PictureBlock()
    quote = QuoteBlock()
    file = FileBlock()
    card = CardBlock()
