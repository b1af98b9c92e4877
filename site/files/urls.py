"""`/files/<uuid>/<name>`: the name is for people's folders, the UUID decides."""

from django.urls import path

from files.views import preview, serve

app_name = "files"
urlpatterns = [
    path("<uuid:uuid>/pages/<int:number>.webp", preview, name="preview"),
    path("<uuid:uuid>/<str:name>", serve, name="serve"),
]
