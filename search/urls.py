"""`/en/search/`."""

from django.urls import path

from search import views

app_name = "search"
urlpatterns = [
    path("", views.search, name="search"),
    path("opensearch.xml", views.describe, name="opensearch"),
    path("completions/", views.completions, name="completions"),
    path("saved/", views.kept, name="saved"),
    path("saved/<int:pk>/", views.change, name="change"),
    path("saved/stop/<str:token>/", views.stop, name="stop"),
]
