"""The secretariat finds the network in the CMS's menu."""

from django.http import HttpRequest
from django.urls import include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from members.views.network import runs_the_network


class NetworkMenuItem(MenuItem):
    """Only the secretariat sees it."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the person runs the network."""
        return runs_the_network(request.user)


@hooks.register("register_admin_urls")
def network_urls() -> list:
    """Mount the screens under /cms/network/."""
    return [path("network/", include("members.network_urls"))]


@hooks.register("register_admin_menu_item")
def network_menu_item() -> MenuItem:
    """Lead to them."""
    return NetworkMenuItem(
        _("Network"), reverse_lazy("network:organisations"), name="network", icon_name="group", order=300
    )
