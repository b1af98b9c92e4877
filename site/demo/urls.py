"""`/demo/mail/`."""

app_name = "demo"
urlpatterns: list = []
