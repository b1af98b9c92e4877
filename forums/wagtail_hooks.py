"""Forums in the CMS: editors and the secretariat arrange them."""

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import EditView, SnippetViewSet

from forums.cms_forms import ForumForm
from forums.models import Forum


class EditForumView(EditView):
    """Changes a forum of the network."""

    def get_object(self) -> Forum:
        """Refuse a forum that follows a page; its audience is no choice of this form's."""
        forum: Forum = super().get_object()
        if forum.about_key:
            raise Http404
        return forum


class ForumViewSet(SnippetViewSet):
    """The network's forums. Those around a page follow the page and are not changed by hand."""

    model = Forum
    icon = "comment"
    menu_label = _("Forums")
    add_to_admin_menu = True
    list_display = ("title_en", "title_fr", "audience", "position")
    ordering = ("position", "pk")
    edit_view_class = EditForumView
    edit_handler = ObjectList(
        [
            MultiFieldPanel([FieldPanel("title_en"), FieldPanel("title_fr"), FieldPanel("slug")], _("Name")),
            MultiFieldPanel(
                [FieldPanel("summary_en"), FieldPanel("summary_fr"), FieldPanel("is_one_topic")], _("Purpose")
            ),
            MultiFieldPanel(
                [FieldPanel("audience"), FieldPanel("facilitators"), FieldPanel("languages")], _("People")
            ),
            MultiFieldPanel([FieldPanel("line"), FieldPanel("position")], _("Place")),
        ],
        base_form_class=ForumForm,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Forum]:
        """Leave out those that follow a page."""
        return Forum.objects.filter(about_key__isnull=True)


register_snippet(ForumViewSet)
