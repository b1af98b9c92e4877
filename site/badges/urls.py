"""`/en/verify/`: anybody checks a credential."""

from django.urls import path

from badges.views import checking

app_name = "badges_check"
urlpatterns = [
    path("", checking.find, name="find"),
    path("<str:code>/", checking.check, name="check"),
]
