"""People; the secretariat's screens are in the CMS (`wagtail_hooks`)."""

app_name = "members"
urlpatterns: list = []
