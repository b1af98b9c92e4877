"""Whatever people write, nothing in it runs; and Markdown looks as they expect."""

import time
from html.parser import HTMLParser
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from django.test import Client

from forums.models import Topic
from forums.rendering import ATTRIBUTES, TAGS, render
from tests.factories import forums as factory
from tests.factories.members import PersonFactory

NASTY = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "<img src=x onerror=alert(1)>",
    '<img src="x" onerror="alert(1)"',
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<math><mtext></p><style><img src onerror=alert(1)></style>",
    "<iframe src=javascript:alert(1)></iframe>",
    '<iframe srcdoc="<script>alert(1)</script>">',
    "<object data=javascript:alert(1)>",
    "<embed src=javascript:alert(1)>",
    "<body onload=alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href=' javascript:alert(1)'>x</a>",
    "<form action=javascript:alert(1)><input type=submit>",
    "<button formaction=javascript:alert(1)>x",
    "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<input autofocus onfocus=alert(1)>",
    "<style>@import 'javascript:alert(1)';</style>",
    "<link rel=stylesheet href=javascript:alert(1)>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<base href=javascript:alert(1)//>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<div style=background:url(javascript:alert(1))>x</div>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](java&#10;script:alert(1))",
    "[x](&#x6A;avascript:alert(1))",
    "[x](&#106&#97&#118ascript:alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x]( javascript:alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](file:///etc/passwd)",
    '[x](https://a.example "onmouseover=alert(1)")',
    '[x](https://a.example "\\" onmouseover=alert(1) x=\\"")',
    '[x](https://a.example/"onmouseover="alert(1))',
    "[x][1]\n\n[1]: javascript:alert(1)",
    "![x](javascript:alert(1))",
    '![x](x "onerror=alert(1)")',
    '![x" onerror="alert(1)](x)',
    "<javascript:alert(1)>",
    "<https://a.example/'onmouseover='alert(1)>",
    'https://a.example/"onmouseover="alert(1)',
    "https://a.example/<script>alert(1)</script>",
    "https://a.example/&quot;onmouseover=&quot;alert(1)",
    "```html\n<script>alert(1)</script>\n```",
    '```"onmouseover="alert(1)\ncode\n```',
    "`<script>alert(1)</script>`",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "# <script>alert(1)</script>",
    "- <img src=x onerror=alert(1)>",
    "> <svg onload=alert(1)>",
    "| <script>alert(1)</script> |\n|---|\n| x |",
    "<scr\x00ipt>alert(1)</script>",
    "\u202e<script>alert(1)</script>",
    "＜script＞alert(1)＜/script＞",
    "<p id=content name=csrfmiddlewaretoken>x</p>",
    "<<script>script>alert(1)<</script>/script>",
    "</div></article><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
]


class Strict(HTMLParser):
    """Fails at anything that a post may not contain."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS
        allowed = ATTRIBUTES.get(tag, set()) | ({"rel"} if tag == "a" else set())
        assert {name for name, _value in attrs} <= allowed
        if tag == "a":
            values = dict(attrs)
            assert urlsplit((values.get("href") or "").strip()).scheme in {"", "http", "https", "mailto"}
            assert values.get("rel") == "nofollow noopener"

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


@pytest.mark.parametrize("nasty", NASTY)
@pytest.mark.parametrize("around", ["{}", "before {} after", "**{}**", "> - {}", "[{}](https://a.example)"])
def test_nothing_in_a_post_runs(nasty: str, around: str) -> None:
    html = render(around.format(nasty))

    parser = Strict(convert_charrefs=True)
    parser.feed(html)
    parser.close()


def test_there_are_many_nasty_strings() -> None:
    assert len(set(NASTY)) >= 40


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("One\ntwo", "<p>One<br>\ntwo</p>\n"),
        ("One\n\ntwo", "<p>One</p>\n<p>two</p>\n"),
        ("# Big", "<p><strong>Big</strong></p>\n"),
        ("*a* **b** ~~c~~ `d`", "<p><em>a</em> <strong>b</strong> <s>c</s> <code>d</code></p>\n"),
        ("1. a\n2. b", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>\n"),
        ("> a", "<blockquote>\n<p>a</p>\n</blockquote>\n"),
        ("5 < 6 & 7", "<p>5 &lt; 6 &amp; 7</p>\n"),
        (
            "see (https://a.example/b).",
            '<p>see (<a href="https://a.example/b" rel="nofollow noopener">https://a.example/b</a>).</p>\n',
        ),
        ("`https://a.example`", "<p><code>https://a.example</code></p>\n"),
        ("[a](/en/courses/)", '<p><a href="/en/courses/" rel="nofollow noopener">a</a></p>\n'),
        (
            "![a](https://a.example/b.png)",
            '<p>!<a href="https://a.example/b.png" rel="nofollow noopener">a</a></p>\n',
        ),
    ],
)
def test_markdown_looks_as_expected(text: str, html: str) -> None:
    assert render(text) == html


@pytest.mark.parametrize(
    "piece", ["[", ">", "*a **", "`a", "[a](", "- ", "_a", "https://a", "<", "&#x", "![[]()", "**", "|a|\n"]
)
def test_no_text_takes_long_to_render_or_grows_much(piece: str) -> None:
    text = (piece * 20_000)[:20_000]
    start = time.process_time()

    html = render(text)

    assert time.process_time() - start < 2
    assert len(html) < 15 * len(text)


@pytest.mark.django_db
def test_a_feed_stays_readable_whatever_a_name_holds(client: Client) -> None:
    topic = factory.topic(by=PersonFactory(name="Ada \x01\x1b Lima"))
    Topic.objects.filter(pk=topic.pk).update(title="One\x08two")

    answer = client.get("/en/forums/feed.atom")

    assert answer.status_code == 200
    assert "Onetwo" in answer.content.decode()
    ElementTree.fromstring(answer.content)  # noqa: S314 - our own
