"""What a body is made of. Names say what a block is for, not how it looks."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail_localize.segments import StringSegmentValue

from pages import living
from pages.embeds import player_of

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
        """Ask for one of the two, before the page is published or handed in; a draft may wait."""
        cleaned = super().clean(value)
        if not self.is_deferred_validation and not cleaned.get("alt") and not cleaned.get("decorative"):
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
    """Another page of the site, offered as a card to those who may see it."""

    page = blocks.PageChooserBlock(label=_("Page"))

    class Meta:
        icon = "link"
        label = _("Page card")

    def render(self, value: Any, context: dict | None = None) -> SafeString:
        """Render a mark: what the card says is only for those who may see the page."""
        return living.mark("card", value["page"].pk) if value.get("page") else SafeString("")


class QuoteBlock(blocks.StructBlock):
    """Somebody's words and who said them."""

    text = blocks.TextBlock(label=_("Words"))
    source = blocks.CharBlock(label=_("Who"), required=False, max_length=120)

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        template = "pages/blocks/quote.html"


class CaptionsBlock(blocks.StructBlock):
    """Captions in one language."""

    file = DocumentChooserBlock(label=_("Captions (a .vtt file)"))
    language = blocks.ChoiceBlock(label=_("Language"), choices=settings.LANGUAGES, default="en")

    class Meta:
        icon = "openquote"
        label = _("Captions")


class MediaBlock(blocks.StructBlock):
    """A recording among the site's own files. Whoever cannot hear or see it reads it, or the author says why not."""

    title = blocks.CharBlock(label=_("What is to be seen or heard"), max_length=160)
    transcript = blocks.RichTextBlock(label=_("Transcript"), features=TEXT_FEATURES, required=False)
    because = blocks.CharBlock(
        label=_("Why it has neither captions nor a transcript"),
        required=False,
        max_length=250,
        help_text=_("Readers see this reason. Leave it empty wherever you can give one of the two."),
    )

    #: Ending of the files that it plays, and the name of the field that holds one.
    ending = ""

    def clean(self, value: Any) -> Any:
        """Take only what plays; ask for words, or for the reason why there are none, before it is published."""
        cleaned = super().clean(value)
        errors: dict[str, ValidationError] = {}
        file = cleaned.get("file")
        if file and file.file_extension.lower() != self.ending:
            errors["file"] = ValidationError(
                _("Choose a file that ends in .%(ending)s.") % {"ending": self.ending}
            )
        for captions in cleaned.get("captions") or ():
            if captions.get("file") and captions["file"].file_extension.lower() != "vtt":
                errors["captions"] = ValidationError(_("Captions are files that end in .vtt."))
        if not self.is_deferred_validation and not has_words(cleaned):
            errors["because"] = ValidationError(
                _(
                    "Give captions or a transcript, so that everybody can follow. If that cannot be, say here why."
                )
            )
        if errors:
            raise blocks.StructBlockValidationError(block_errors=errors)
        return cleaned


def has_words(value: Any) -> bool:
    """Whether a recording comes with captions or a transcript, or a reason why it does not."""
    transcript = value.get("transcript")
    source = getattr(transcript, "source", transcript) or ""
    spoken = bool(str(source).replace("<p></p>", "").strip())
    return bool(
        spoken or value.get("captions") or value.get("captioned") or (value.get("because") or "").strip()
    )


class VideoBlock(MediaBlock):
    """A film."""

    ending = "mp4"
    file = DocumentChooserBlock(label=_("Video (an .mp4 file)"))
    captions = blocks.ListBlock(CaptionsBlock(), label=_("Captions"), min_num=0, default=[])

    class Meta:
        icon = "media"
        label = _("Video")
        template = "pages/blocks/video.html"
        form_layout = ["title", "file", "captions", "transcript", "because"]


class AudioBlock(MediaBlock):
    """Something to listen to."""

    ending = "mp3"
    file = DocumentChooserBlock(label=_("Audio (an .mp3 file)"))

    class Meta:
        icon = "media"
        label = _("Audio")
        template = "pages/blocks/audio.html"
        form_layout = ["title", "file", "transcript", "because"]


class EmbedBlock(MediaBlock):
    """A recording at another house, loaded only when the reader says so."""

    url = blocks.URLBlock(
        label=_("Address of the recording"),
        help_text=_(
            "YouTube, Vimeo and the Internet Archive play within the page; anything else opens there."
        ),
    )
    captioned = blocks.BooleanBlock(label=_("It has captions there"), required=False)

    class Meta:
        icon = "site"
        label = _("Recording elsewhere")
        template = "pages/blocks/embed.html"
        form_layout = ["title", "url", "captioned", "transcript", "because"]

    def get_context(self, value: Any, parent_context: dict | None = None) -> dict[str, Any]:
        """Give the player, where there is one that may be framed."""
        return {**super().get_context(value, parent_context), "player": player_of(value["url"])}


class TableBlock(TypedTableBlock):
    """A table with a caption and a heading to each column; every word of it can be translated."""

    text = blocks.CharBlock(label=_("Text"), required=False)
    number = blocks.DecimalBlock(label=_("Number"), required=False)

    class Meta:
        icon = "table"
        label = _("Table")
        template = "pages/blocks/table.html"

    def clean(self, value: Any) -> Any:
        """Ask for a caption and headings: without them nobody who listens to a table knows where they are."""
        cleaned = super().clean(value)
        if not self.is_deferred_validation:
            if not cleaned.caption.strip():
                raise ValidationError(_("Give the table a caption that says what it is about."))
            if any(not column["heading"].strip() for column in cleaned.columns):
                raise ValidationError(_("Give each column of the table a heading."))
        return cleaned

    def get_translatable_segments(self, value: Any) -> list[StringSegmentValue]:
        """Give the words to wagtail-localize, which does not know tables of this kind."""
        words = [("caption", value.caption)]
        words += [(f"heading-{n}", column["heading"]) for n, column in enumerate(value.columns)]
        words += [
            (f"cell-{r}-{c}", row["values"][c])
            for r, row in enumerate(value.row_data)
            for c, column in enumerate(value.columns)
            if column["block"].name == "text"
        ]
        return [StringSegmentValue(path, text) for path, text in words if text]

    def restore_translated_segments(self, value: Any, segments: Any) -> Any:
        """Put the translated words back where they were taken from."""
        for segment in segments:
            kind, *place = segment.path.split("-")
            text = segment.render_text()
            if kind == "caption":
                value.caption = text
            elif kind == "heading":
                value.columns[int(place[0])]["heading"] = text
            else:
                value.row_data[int(place[0])]["values"][int(place[1])] = text
        return value


class BodyBlock(blocks.StreamBlock):
    """The body of a page or lesson."""

    heading = HeadingBlock()
    text = blocks.RichTextBlock(label=_("Text"), features=TEXT_FEATURES, template="pages/blocks/text.html")
    callout = CalloutBlock()
    picture = PictureBlock()
    quote = QuoteBlock()
    file = FileBlock()
    card = CardBlock()

    def render_basic(self, value: Any, context: dict | None = None) -> SafeString:
        """Tell each block its own id, under which readers keep what is theirs."""
        return format_html_join(
            "\n",
            '<div class="block-{}">{}</div>',
            (
                (child.block_type, child.render(context={**(context or {}), "block_id": child.id}))
                for child in value
            ),
        )
