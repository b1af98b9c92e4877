"""`/en/library/`: what people do with resources. The pages of resources are Wagtail's, below `/en/resources/`."""

from django.urls import path

from resources.feeds import ShelfFeed
from resources.views import collections, own, proposing, taking, telling, using

app_name = "resources"
urlpatterns = [
    path("", own.library, name="library"),
    path("feed/", ShelfFeed(), name="feed"),
    path("feed/<slug:facet>/<str:value>/", ShelfFeed(), name="feed-of"),
    path("propose/", proposing.new, name="propose"),
    path("proposals/<uuid:key>/", proposing.proposal, name="proposal"),
    path("proposals/<uuid:key>/change/", proposing.change, name="proposal-change"),
    path("proposals/<uuid:key>/withdraw/", proposing.withdraw, name="proposal-withdraw"),
    path("collections/", collections.collections, name="collections"),
    path("collections/new/", collections.new, name="collection-new"),
    path("collections/<uuid:key>/", collections.collection, name="collection"),
    path("collections/<uuid:key>/change/", collections.change, name="collection-change"),
    path("collections/<uuid:key>/hide/", collections.hide, name="collection-hide"),
    path("collections/<uuid:key>/<int:pk>/", collections.item, name="collection-item"),
    path("answer/<str:token>/", using.answer, name="answer"),
    path("stop/<str:token>/", using.stop, name="stop"),
    path("uses/<int:pk>/withdraw/", using.withdraw, name="use-withdraw"),
    path("uses/<int:pk>/hide/", using.hide, name="use-hide"),
    path("<uuid:key>/save/", own.save, name="save"),
    path("<uuid:key>/collect/", collections.collect, name="collect"),
    path("<uuid:key>/uses/", using.uses, name="uses"),
    path("<uuid:key>/uses/tell/", using.tell, name="tell"),
    path("<uuid:key>/answer/", using.answer_here, name="answer-here"),
    path("<uuid:key>/archive/<slug:what>.zip", taking.archive, name="archive"),
    path("<uuid:key>/read/<uuid:file>/", taking.read, name="read"),
    path("<uuid:key>/captions/<uuid:file>.vtt", taking.captions, name="captions"),
    path("<uuid:key>/cite.<slug:ending>", telling.cite, name="cite"),
]
