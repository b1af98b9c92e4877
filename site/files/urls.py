"""`/files/<uuid>/<name>`: the name is for people's folders, the UUID decides."""

from django.urls import path

from files.views import serve

app_name = "files"
urlpatterns = [path("<uuid:uuid>/<str:name>", serve, name="serve")]
