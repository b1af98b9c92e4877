"""`/en/lines/<slug>/`: the slug is the same in every language."""

from django.urls import path

from programme.views import line

app_name = "programme"
urlpatterns = [path("<slug:slug>/", line, name="line")]
