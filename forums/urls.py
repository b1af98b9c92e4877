"""Addresses of the forums room, below the language."""

from django.urls import path

from forums.views import moderating, reading, writing

app_name = "forums"
urlpatterns = [
    path("", reading.index, name="index"),
    path("about/<uuid:key>/reply/", writing.reply_about, name="reply_about"),
    path("about/<uuid:key>/<slug:phase>/reply/", writing.reply_about, name="reply_about_phase"),
    path("topics/<int:pk>/move/", moderating.move_topic, name="move_topic"),
    path("topics/<int:pk>/<slug:verb>/", moderating.change_topic, name="change_topic"),
    path("posts/<int:pk>/edit/", writing.edit_post, name="edit_post"),
    path("posts/<int:pk>/<slug:verb>/", moderating.change_post, name="change_post"),
    path("<slug:slug>/", reading.forum, name="forum"),
    path("<slug:slug>/new/", writing.new_topic, name="new_topic"),
    path("<slug:slug>/<int:pk>-<str:words>/", reading.topic, name="topic"),
]
