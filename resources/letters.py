"""What the library writes to people: how did you use it, there is a new version, this became of your proposal."""

from django.conf import settings
from django.urls import reverse

from members.letters import Mail, composes, rendered
from members.models import Letter
from resources import tokens
from resources.models import Copy, Proposal, ResourcePage, Use, Version


def _shown_to(copy: Copy) -> ResourcePage | None:
    """The page in the person's language, if they may still see it."""
    return (
        ResourcePage.objects.visible_to(copy.person)
        .in_best_language()
        .filter(translation_key=copy.resource_key)
        .first()
    )


def _stop_headers(copy: Copy) -> dict[str, str]:
    """One click in the mail program, without signing in (RFC 8058)."""
    address = settings.BASE_URL + reverse("resources:stop", args=[tokens.stop_token(copy.person)])
    return {"List-Unsubscribe": f"<{address}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def _copy_of(letter: Letter) -> Copy | None:
    return Copy.objects.select_related("person").filter(pk=letter.about["copy"], person=letter.person).first()


@composes("resources/use")
def ask_about_use(letter: Letter) -> Mail | None:
    """Ask once; not who has answered or told already, and not about what they may not see any more."""
    copy = _copy_of(letter)
    if copy is None or copy.answered_at is not None:
        return None
    page = _shown_to(copy)
    if page is None or Use.objects.filter(person=copy.person, resource_key=copy.resource_key).exists():
        return None
    link = settings.BASE_URL + reverse("resources:answer", args=[tokens.use_token(copy)])
    answers = [(f"{link}?answer={value}", word) for value, word in Copy.Answer.choices]
    headers = _stop_headers(copy)
    context = {
        "copy": copy,
        "page": page,
        "answers": answers,
        "stop": headers["List-Unsubscribe"].strip("<>"),
    }
    return rendered("resource_use", context, headers)


@composes("resources/version")
def tell_of_version(letter: Letter) -> Mail | None:
    """Tell who has an older version what is different now; not who has taken the new one meanwhile."""
    copy = _copy_of(letter)
    newest = Version.objects.filter(resource_key=copy.resource_key).first() if copy else None
    if (
        copy is None
        or newest is None
        or newest.number != letter.about["number"]
        or copy.version >= newest.number
    ):
        return None
    page = _shown_to(copy)
    if page is None:
        return None
    headers = _stop_headers(copy)
    context = {"copy": copy, "page": page, "newest": newest, "stop": headers["List-Unsubscribe"].strip("<>")}
    return rendered("resource_version", context, headers)


@composes("resources/proposal")
def tell_of_proposal(letter: Letter) -> Mail | None:
    """Tell the member what became of a proposal, as long as that is how it stands."""
    proposal = Proposal.objects.filter(pk=letter.about["proposal"], person=letter.person).first()
    if proposal is None or proposal.state != letter.about["state"]:
        return None
    link = settings.BASE_URL + reverse("resources:proposal", args=[proposal.uuid])
    return rendered("resource_proposal", {"proposal": proposal, "link": link, "states": Proposal.State})
