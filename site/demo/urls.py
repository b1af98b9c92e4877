"""`/demo/mail/`, in the embedded installation only."""

from django.urls import path

from demo.views import box, letter

app_name = "demo"
urlpatterns = [path("mail/", box, name="box"), path("mail/<int:number>/", letter, name="letter")]
