"""`/en/impact/`."""

from django.urls import path

from insights.views import show

app_name = "insights"
urlpatterns = [path("", show, name="impact")]
