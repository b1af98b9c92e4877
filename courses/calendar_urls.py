"""`/calendar/…`: what calendar programs read. No language in the address: a program has none."""

from django.urls import path

from courses.views.own import feed

app_name = "calendar"
urlpatterns = [path("<str:token>.ics", feed, name="feed")]
