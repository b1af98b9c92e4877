"""Follow a learning path, take up what changed in it, let it go."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from courses.actions import paths as path_actions
from courses.models import PathFollowing, PathPage
from courses.views.doors import told_in_words


def _page(request: HttpRequest, key: uuid.UUID) -> PathPage:
    page = PathPage.objects.visible_to(request.user).in_best_language().filter(translation_key=key).first()
    if page is None:
        raise Http404
    return page


@login_required
@require_POST
@told_in_words
def follow(request: HttpRequest, path: uuid.UUID) -> HttpResponse:
    """Begin a path."""
    page = _page(request, path)
    path_actions.follow_path(person=request.user, path_key=path, by=request.user)
    messages.success(request, _("You follow this path. Courses that you completed before count in it."))
    return HttpResponseRedirect(page.address)


@login_required
@require_POST
@told_in_words
def take_up(request: HttpRequest, path: uuid.UUID) -> HttpResponse:
    """Go over to the steps as they are now."""
    page = _page(request, path)
    following = get_object_or_404(PathFollowing, person=request.user, path_key=path)
    path_actions.take_up_path(following=following, by=request.user)
    messages.success(request, _("You follow the path as it is now."))
    return HttpResponseRedirect(page.address)


@login_required
@require_POST
@told_in_words
def stop(request: HttpRequest, path: uuid.UUID) -> HttpResponse:
    """Let a path go."""
    following = get_object_or_404(PathFollowing, person=request.user, path_key=path)
    path_actions.stop_following(following=following, by=request.user)
    messages.success(request, _("You no longer follow this path. Your courses stay as they are."))
    return HttpResponseRedirect(f"/{request.LANGUAGE_CODE}/learning/")
