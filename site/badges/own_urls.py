"""`/en/recognition/`: what one has earned; the office's screens below it."""

from django.urls import path

from badges.views import office, own

app_name = "badges_own"
urlpatterns = [
    path("", own.mine, name="mine"),
    path("page/", own.share, name="share"),
    path("competences/", own.assess, name="assess"),
    path("recognise/", office.recognise, name="recognise"),
    path("awarded/", office.awarded, name="awarded"),
    path("awarded/<str:code>/revoke/", office.revoke, name="revoke"),
    path("of/<str:token>/", own.shared, name="shared"),
    path("<str:code>/name/", own.show_name, name="show_name"),
    path("<str:code>/<str:form>/", own.download, name="download"),
]
