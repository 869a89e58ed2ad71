"""Which part of a web page is the report: the main part, without navigation, banners and hidden elements."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

TEXT = "-text"
"""What the parser calls a text node."""
_NO_TEXT = frozenset(
    """script style noscript template svg canvas iframe object embed audio video map head title link meta nav button
    select textarea datalist clipboard-copy""".split()
)
_AROUND_PAGE = frozenset(("header", "footer", "aside", "dialog"))
"""Chrome around a page; inside an article they are part of it."""
_CONTENT = frozenset(("main", "article", "section", "blockquote", "td"))
_NEVER_CHROME = frozenset(("html", "body", "main", "h1", "h2", "h3", "h4", "h5", "h6"))
_CHROME_ROLES = frozenset(("navigation", "banner", "contentinfo", "search", "complementary", "dialog", "alertdialog"))
_CHROME_NAMES = frozenset(
    """footer page-footer site-footer mw-footer printfooter powered-by site-header navbar sidebar mw-navigation mw-panel
    mw-head mw-editsection mw-jump-link jump-to-nav sitesub contentsub catlinks navbox toc toc-macro table-of-contents
    tableofcontents breadcrumb breadcrumbs breadcrumb-section skip-link skip-to-content sr-only visually-hidden
    screen-reader-text headerlink header-anchor hash-link anchorjs-link updates-dropdown updates-dropdown-container
    masthead masthead-container subscribe modal share social-share likes-and-labels-container ago""".split()
)
"""Classes and ids that wikis, status pages and documentation sites give to what surrounds the words."""
_CONSENT = (
    r"onetrust|cookiebot|cookieconsent|"
    r"(?:cookie|consent|gdpr)s?[-_]?(?:banner|bar|box|notice|popup|modal|message|consent|policy)"
)
_HIDDEN_STYLE = r"(?i)display\s*:\s*none|visibility\s*:\s*hidden"
_MAIN_NAMES = frozenset(("main-content", "mw-content-text", "wiki-content"))
_BULK = 600
"""Characters of unlinked text that are too many for chrome, where they are also a third of the page."""


@dataclass(frozen=True, slots=True)
class Page:
    """What to render of a page."""

    root: LexborNode
    left_out: frozenset[int]
    """`mem_id`s of the elements to skip with all they hold."""
    prose: int
    """Characters of text outside links under the root."""
    title: str
    """What the browser's tab shows, or else the first heading anywhere on the page; may be empty."""
    bold_classes: frozenset[str]
    """Classes that the page's style sheet makes bold, as word processors export them."""


def page_of(tree: LexborHTMLParser) -> Page:
    """The report's part of a parsed page. Nothing that holds the bulk of the page's text is taken for chrome."""
    body = tree.body or tree.root
    assert body is not None, "the parser always makes a body"
    whole, suspects = _prose(body, frozenset(), _is_chrome)
    bulk = max(_BULK, whole // 3)
    left_out = frozenset(node.mem_id for node, prose in suspects if prose <= bulk)
    kept, mains = _prose(body, left_out, _is_main)
    if sum(node.tag == "article" for node, _ in mains) > 1:
        mains = [(node, prose) for node, prose in mains if node.tag != "article"]
    root = next((node for node, prose in mains if prose and 2 * prose >= kept), body)
    return Page(root, left_out, kept, _title(tree), _bold_classes(_in_head(tree, "style")))


def walk(root: LexborNode, left_out: frozenset[int]) -> Iterator[tuple[LexborNode, str, bool]]:
    """Nodes under `root` with their tags: texts once, elements with True before and False after what they hold.

    Never recurses; comments and elements without text are passed over.
    """
    top = root.mem_id
    node, entering = root, True
    while True:
        tag = node.tag or ""
        below = None
        if tag == TEXT:
            yield node, tag, True
        elif tag[:1] not in ("", "-") and not (entering and (tag in _NO_TEXT or node.mem_id in left_out)):
            yield node, tag, entering
            below = node.child if entering else None
            if entering and below is None:
                yield node, tag, False
        if below is not None:
            node = below
            continue
        if node.mem_id == top:
            return
        beside = node.next
        if beside is not None:
            node, entering = beside, True
        else:
            above = node.parent
            assert above is not None, "the walk stays under its root"
            node, entering = above, False


def class_names(node: LexborNode) -> list[str]:
    """The classes of an element."""
    return (node.attributes.get("class") or "").split()


def _prose(
    root: LexborNode, left_out: frozenset[int], wanted: Callable[[LexborNode, bool], bool]
) -> tuple[int, list[tuple[LexborNode, int]]]:
    """Characters of text outside links, and the same for each wanted element, in document order."""
    prose = links = contents = 0
    found: list[tuple[LexborNode, int]] = []
    open_wanted: list[tuple[int, int]] = []
    for node, tag, entering in walk(root, left_out):
        if tag == TEXT:
            if not links:
                prose += len((node.text_content or "").strip())
            continue
        if entering and wanted(node, contents > 0):
            open_wanted.append((node.mem_id, len(found)))
            found.append((node, prose))
        elif not entering and open_wanted and open_wanted[-1][0] == node.mem_id:
            index = open_wanted.pop()[1]
            found[index] = (node, prose - found[index][1])
        links += (tag == "a") * (1 if entering else -1)
        contents += (tag in _CONTENT) * (1 if entering else -1)
    return prose, found


def _is_chrome(node: LexborNode, inside_content: bool) -> bool:
    tag = node.tag or ""
    if tag == "form" or (tag in _AROUND_PAGE and not inside_content):
        return True
    attributes = node.attributes
    if not attributes:
        return False
    if "hidden" in attributes or attributes.get("aria-hidden") == "true":
        return True
    if re.search(_HIDDEN_STYLE, attributes.get("style") or ""):
        return True
    if tag in _NEVER_CHROME:
        return False
    if attributes.get("role") in _CHROME_ROLES:
        return True
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}".lower()
    return not _CHROME_NAMES.isdisjoint(names.split()) or re.search(_CONSENT, names) is not None


def _is_main(node: LexborNode, _inside_content: bool) -> bool:
    if node.tag in ("main", "article"):
        return True
    attributes = node.attributes
    if attributes.get("role") == "main" or attributes.get("id") in _MAIN_NAMES:
        return True
    return not _MAIN_NAMES.isdisjoint((attributes.get("class") or "").split())


def _title(tree: LexborHTMLParser) -> str:
    heading = tree.css_first("h1")
    return _in_head(tree, "title") or (" ".join(heading.text().split()) if heading is not None else "")


def _in_head(tree: LexborHTMLParser, tag: str) -> str:
    """The text of the first such element in the page's head; may be empty."""
    head = tree.head
    nodes = head.iter() if head is not None else ()
    return next((" ".join(node.text().split()) for node in nodes if node.tag == tag), "")


def _bold_classes(style_sheet: str) -> frozenset[str]:
    return frozenset(re.findall(r"\.([\w-]+) ?\{[^{}]*font-weight: ?(?:bold|[6-9]00)", style_sheet))
