"""`/cms/courses/…`: this room's screens within the CMS."""

from django.urls import path

from courses.views import cms

app_name = "courses_cms"
urlpatterns = [
    path("publish/<int:pk>/", cms.publish, name="publish"),
    path("translations/", cms.translations, name="translations"),
    path("translate/<int:page_id>/", cms.BeginTranslation.as_view(), name="translate"),
]
