"""`/en/learning/`: what a person learns. The pages of courses are Wagtail's, below `/en/courses/`."""

from django.urls import path

from courses.views import learning

app_name = "courses"
urlpatterns = [
    path("", learning.learning, name="learning"),
    path("<uuid:course>/enrol/", learning.enrol, name="enrol"),
    path("<uuid:course>/edition/", learning.take_up, name="take-up"),
    path("<uuid:course>/leave/", learning.leave, name="leave"),
    path("<uuid:course>/<uuid:item>/done/", learning.mark_done, name="done"),
]
