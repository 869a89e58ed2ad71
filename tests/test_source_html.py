from __future__ import annotations

import time
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmtool.source import build_document
from pmtool.source.html import html_to_text
from pmtool.source.html.flat import flat_text, is_tangled

STATUS_PAGE = """<!DOCTYPE html><html><head><title>Lumen Status - Slow checkout</title><style>.x{color:red}</style></head>
<body class="status incident">
<div class="masthead-container"><a href="/">Lumen</a><nav>Home</nav></div>
<div class="container"><div class="page-title">
  <h1 class="incident-name whitespace-pre-wrap">Slow checkout</h1>
  <div class="subheader">Incident Report for <a href="/">Lumen</a></div></div>
<div class="incident-updates-container">
  <div class="row update-row"><div class="update-title span3 font-large">Resolved</div>
    <div class="update-container span9">
      <div class="update-body"><span class="whitespace-pre-wrap">All orders go through again.
We keep watching.</span></div>
      <div class="update-timestamp font-small">
        Posted <span class="ago" data-datetime-unix="1602258240000">2 days ago.</span>
        Oct <var data-var='date'>09</var>, <var data-var='year'>2020</var> - <var data-var='time'>16:44</var> BST
      </div></div></div>
  <div class="row update-row"><div class="update-title">Investigating</div>
    <div class="update-body">Checkout is slow.<br /><br />More soon.</div>
    <div class="update-timestamp">Posted <small>Oct 09, 2020 - 15:02 BST</small></div></div>
</div>
<div class="components-affected font-small">This incident affected: Shop (Checkout, Search) and API.</div></div>
<div class="page-footer"><a href="/history">← Current Status</a> Powered by a vendor</div>
<div id="cookie-banner">We use cookies to count visits.</div><script>var a = "<p>no</p>";</script></body></html>"""

CONFLUENCE = """<html><head><title>SRE : Orders delayed</title></head><body><div id="page"><div id="main">
<div id="main-header"><ol id="breadcrumbs"><li><a href="index.html">SRE</a></li></ol>
<h1 id="title-heading"><span id="title-text">SRE : Orders delayed</span></h1></div>
<div id="content"><div id="main-content" class="wiki-content group">
<div class="toc-macro"><ul><li><a href="#Impact">Impact</a></li></ul></div>
<table class="confluenceTable"><tbody><tr><th>Severity</th><td>SEV-2</td></tr>
<tr><th>Date</th><td><p><time datetime="2024-03-11">11 Mar 2024</time></p></td></tr></tbody></table>
<h2 id="Impact">Impact</h2><p>Orders placed between 09:10 and 10:25&nbsp;CET were late.</p>
<p><strong>Detection</strong></p><p>A customer called; nobody was <strong>paged</strong>.</p>
<div class="code panel"><div class="codeHeader"><b>worker.log</b></div><pre class="syntaxhighlighter-pre">
09:12:01 ERROR queue full
09:12:02 ERROR queue   full</pre></div>
<ul class="inline-task-list"><li class="checked"><span>add an alert</span></li><li><span>raise the limit</span></li></ul>
</div></div></div><div id="footer" role="contentinfo"><p>Document generated on Apr 01, 2024 10:00</p></div></div></body></html>"""

MEDIAWIKI = """<html><head><title>Incidents/cache - Examplepedia</title></head><body><div id="content" role="main">
<h1 id="firstHeading">Incidents/cache</h1><div id="siteSub">From Examplepedia</div>
<div id="mw-content-text"><div id="toc" class="toc"><h2>Contents</h2></div>
<h2><span class="mw-headline">Timeline</span><span class="mw-editsection">[<a href="/e">edit</a>]</span></h2>
<p><b>All times in UTC</b></p>
<ul><li>14:02 Ann restarts <a href="https://e.test">cache1001</a> <b>OUTAGE BEGINS</b>
</li><li>14:20 Recovered</li></ul><dl><dd>14:25 A remark</dd><dd>14:30 Another</dd></dl></div>
<div class="printfooter">Retrieved from elsewhere</div></div>
<footer role="contentinfo">Last edited on 12 March 2024, at 10:00.</footer></body></html>"""

GITHUB = """<html><head><title>queue.md at main</title></head><body><header>Sign in</header><main>
<nav>Code Issues</nav><article class="markdown-body"><div class="markdown-heading"><h1>Queue stalled</h1>
<a class="anchor" href="#q"><svg><title>Link</title><path d="m7"></path></svg></a></div>
<p>On <strong>March 11</strong> the queue stalled for 44 min.</p>
<ul class="contains-task-list"><li class="task-list-item"><input type="checkbox" checked disabled> Alert on lag</li>
<li class="task-list-item"><input type="checkbox" disabled> Retry (<a href="https://e.test/4">#4</a>)</li></ul>
<div class="highlight"><pre>kubectl delete pod <span>q-1</span>
  --now</pre><clipboard-copy>Copy</clipboard-copy></div>
<ol start="3"><li><p>First we paged.</p><p>Nobody came.</p></li><li>Then<ul><li>we waited</li></ul></li></ol>
</article><p>Seen <relative-time datetime="2024-03-12T09:00:00Z">3 days ago</relative-time></p></main></body></html>"""

GOOGLE_DOCS = """<html><head><title>Outage review</title><style>.c1{font-weight:700}.c2{font-weight:400}</style></head>
<body class="doc-content"><p class="title"><span>Outage review</span></p><p><span class="c1">Summary</span></p>
<p><span class="c2">Down for </span><span class="c1">20</span><span class="c2"> minutes.</span></p>
<ul class="lst-kix_ab-0 start"><li>10:00 down</li></ul><ul class="lst-kix_ab-1 start"><li>seen by Ann</li></ul>
<table><tr><td><p><span class="c1">Owner</span></p></td><td><p><span class="c1">Task</span></p></td></tr>
<tr><td>Ann</td><td>Fix it</td></tr></table></body></html>"""

PAGES = {
    "status page": (
        STATUS_PAGE,
        """\
        # Slow checkout

        Incident Report for Lumen

        Resolved
        All orders go through again.
        We keep watching.

        Posted Oct 09, 2020 - 16:44 BST

        Investigating
        Checkout is slow.

        More soon.

        Posted Oct 09, 2020 - 15:02 BST

        This incident affected: Shop (Checkout, Search) and API.
        """,
    ),
    "Confluence": (
        CONFLUENCE,
        """\
        # SRE : Orders delayed

        | Severity | SEV-2 |
        | Date | 11 Mar 2024 |

        ## Impact

        Orders placed between 09:10 and 10:25\u00a0CET were late.

        **Detection**

        A customer called; nobody was paged.

        **worker.log**

        ```
        09:12:01 ERROR queue full
        09:12:02 ERROR queue   full
        ```

        - [x] add an alert
        - [ ] raise the limit
        """,
    ),
    "MediaWiki": (
        MEDIAWIKI,
        """\
        # Incidents/cache

        ## Timeline

        **All times in UTC**

        - 14:02 Ann restarts cache1001 OUTAGE BEGINS
        - 14:20 Recovered

        - 14:25 A remark
        - 14:30 Another
        """,
    ),
    "GitHub": (
        GITHUB,
        """\
        # Queue stalled

        On March 11 the queue stalled for 44 min.

        - [x] Alert on lag
        - [ ] Retry (#4)

        ```
        kubectl delete pod q-1
          --now
        ```

        3. First we paged.
          Nobody came.
        4. Then
          - we waited

        Seen 2024-03-12T09:00:00Z
        """,
    ),
    "Google Docs": (
        GOOGLE_DOCS,
        """\
        # Outage review

        **Summary**

        Down for 20 minutes.

        - 10:00 down

          - seen by Ann

        | Owner | Task |
        |---|---|
        | Ann | Fix it |
        """,
    ),
}


@pytest.mark.parametrize("name", PAGES)
def test_pages(name: str) -> None:
    markup, expected = PAGES[name]
    assert html_to_text(markup) == dedent(expected)


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>a &lt;script&gt; &amp;amp; b&#8217;s  \n c</p>", "a <script> &amp; b’s c\n"),
        ("a<b>b</b>c <i> d</i>", "abc d\n"),
        ("<p>one<br>two<br/><br/>three", "one\ntwo\n\nthree\n"),
        ("<div>one<div>two</div>three</div>", "one\n\ntwo\n\nthree\n"),
        ("<p><b>Impact</b>:</p><p>x</p>", "**Impact:**\n\nx\n"),
        ("<p><b>Impact</b><br>text</p>", "**Impact**\ntext\n"),
        ('<b style="font-weight:normal"><p>plain</p></b>', "plain\n"),
        ('<p><span style="font-weight: 700">Impact</span></p>', "**Impact**\n"),
        ("<ul><li><b>x</b></li><ul><li>y</li></ul></ul>", "- x\n  - y\n"),
        ("<ul><li><ul><li>deep</li></ul></li></ul>", "  - deep\n"),
        ("<ul><li></li><li>x</li></ul><p>after</p>", "- x\n\nafter\n"),
        ("<ol><li value=4>x<li>y</ol>", "4. x\n5. y\n"),
        ("<blockquote><p>a</p><blockquote>b</blockquote></blockquote>c", "> a\n\n> > b\n\nc\n"),
        ("<dl><dt>Severity<dd>SEV-1<dt>Owners:<dd><p>Ann</p><dd>Bob</dl>", "- Severity: SEV-1\n- Owners: Ann\n  Bob\n"),
        ("<h2>A <b>b</b><br>c</h2>x<hr>y", "## A b c\n\nx\n\n---\n\ny\n"),
        ("<ul><li><h3>10:05</h3><p>down</p></li></ul>", "- 10:05\n  down\n"),
        ("<pre>\n  a\n\n  b &lt;\n</pre>", "```\n  a\n\n  b <\n```\n"),
        ("<pre>a```b</pre>", "~~~\na```b\n~~~\n"),
        ("<pre>a<br>b</pre>", "```\na\nb\n```\n"),
        ("<a href='https://e.test/x'>https://e.test/x</a> <a href='/y'>here</a>", "https://e.test/x here\n"),
        ("<time datetime='2024-03-11T10:00Z'></time>", "2024-03-11T10:00Z\n"),
        ("<time datetime='2024-03-11T10:00Z'>10:00 UTC</time>", "10:00 UTC\n"),
        ("done <img class=emoticon alt='(tick)' src=x> <img alt=photo src=y>", "done (tick)\n"),
        ("44 min<sup><a href='#n1'>1</a></sup>, the 9<sup>th</sup>", "44 min[1], the 9th\n"),
        ("<details><summary>More</summary>inner</details>", "More\n\ninner\n"),
        ("<title>T</title><h2>A</h2>", "# T\n\n## A\n"),
        ("<title>T</title><h1>A</h1>", "# A\n"),
        ("", ""),
        ("<p>&nbsp;</p><div></div>", ""),
    ],
)
def test_elements(markup: str, expected: str) -> None:
    assert html_to_text(markup) == expected


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        (
            "<table><caption>When</caption><thead><tr><th>Time<th>What</tr></thead><tr><td>10:00<td>a|b</table>",
            "When\n\n| Time | What |\n|---|---|\n| 10:00 | a¦b |\n",
        ),
        (
            "<table><tr><th colspan=2>9 October</th></tr><tr><th>Time<th>What<tr><td>10:00<td>down</table>",
            "| 9 October |\n| Time | What |\n|---|---|\n| 10:00 | down |\n",
        ),
        (
            "<table><tr><td rowspan=2>9 Oct<td>10:00<td>a<tr><td>10:05<td>b<tr><td>10 Oct<td>09:00<td>c</table>",
            "| 9 Oct | 10:00 | a |\n|  | 10:05 | b |\n| 10 Oct | 09:00 | c |\n",
        ),
        (
            "<table><tr><td>10:00<td><p>a</p><ul><li>b</li><li>c.</li><li>d</li></ul></table>",
            "| 10:00 | a; b; c. d |\n",
        ),
        ("<table><tr><td><h2>A</h2><p>b</p><td>c</table>", "## A\n\nb\n\nc\n"),
        ("<table><tr><td><table><tr><td>10:00<td>a</table></table>", "| 10:00 | a |\n"),
        ("<table><tr><td>one<tr><td>two</table>", "one\n\ntwo\n"),
    ],
)
def test_tables(markup: str, expected: str) -> None:
    assert html_to_text(markup) == expected


@pytest.mark.parametrize(
    "chrome",
    [
        "<nav>CHROME</nav>",
        "<header>CHROME</header>",
        "<footer><p>CHROME</p></footer>",
        "<aside>CHROME</aside>",
        "<form><label>CHROME</label><input name=q></form>",
        "<button>CHROME</button>",
        "<select><option>CHROME</select>",
        "<script>CHROME</script>",
        "<style>.CHROME{}</style>",
        "<noscript>CHROME</noscript>",
        "<template><p>CHROME</p></template>",
        "<!-- CHROME -->",
        "<svg><text>CHROME</text></svg>",
        "<p hidden>CHROME</p>",
        "<p style='color: red; Display : none'>CHROME</p>",
        "<i aria-hidden=true>CHROME</i>",
        "<div role=navigation>CHROME</div>",
        "<div class='gdpr-consent open'>CHROME</div>",
        "<div id=onetrust-consent-sdk>CHROME</div>",
        "<span class='visually-hidden'>CHROME</span>",
    ],
)
def test_chrome_is_left_out(chrome: str) -> None:
    text = html_to_text(f"<body>{chrome}<h1>Outage</h1><p>The pool ran dry at 14:05.</p>{chrome}</body>")
    assert text == "# Outage\n\nThe pool ran dry at 14:05.\n"


@pytest.mark.parametrize(
    "wrapper",
    [
        "<form action=/x>{}</form>",
        "<div style='display:none'>{}</div>",
        "<aside>{}</aside>",
        "<main aria-hidden=true>{}</main>",
    ],
)
def test_the_bulk_of_a_page_is_never_chrome(wrapper: str) -> None:
    story = "<p>" + "The pool ran dry and we doubled it. " * 30 + "</p>"
    assert "The pool ran dry" in html_to_text("<p>Short.</p>" + wrapper.format(story))


def test_the_main_part_is_preferred_where_it_is_rich_enough() -> None:
    story = "<h1>Outage</h1><p>" + "The pool ran dry and we doubled it. " * 10 + "</p>"
    assert "Elsewhere" not in html_to_text(f"<p>Elsewhere</p><main>{story}</main>")
    assert "Elsewhere" not in html_to_text(f"<p>Elsewhere</p><article>{story}</article>")
    assert "doubled" in html_to_text(f"<main>Loading…</main><div>{story}</div>")
    both = html_to_text(f"<article>{story}</article><article>{story}Second</article>")
    assert both.count("# Outage") == 2


def test_sections_inside_the_report_keep_their_headers() -> None:
    text = html_to_text("<article><header><h1>Outage</h1><p>11 March</p></header><p>Down.</p></article>")
    assert text == "# Outage\n\n11 March\n\nDown.\n"


def test_a_heading_outside_the_main_part_becomes_the_title() -> None:
    text = html_to_text("<header><h1>Outage</h1></header><main><p>The pool ran dry.</p></main>")
    assert text == "# Outage\n\nThe pool ran dry.\n"


def test_a_page_that_is_one_letter_is_no_listing() -> None:
    letter = "The pool ran dry at 14:05.\nWe doubled it at 14:40.\n" * 40
    assert html_to_text(f"<pre>{letter}</pre>") == letter
    assert html_to_text("<pre>down\nup</pre>") == "```\ndown\nup\n```\n"


def test_the_outline_reads_it() -> None:
    text = html_to_text(STATUS_PAGE)
    kinds = [block.kind for block in build_document("R1", "page", "text/html", "", text).blocks]
    assert kinds.count("state") == 2
    assert kinds.count("posted") == 2


TAGS = "p div b span a ul ol li table tr td th pre h1 h2 blockquote dl dt dd br hr time font svg main form x-y input".split()
OPENERS = [f"<{tag}>" for tag in TAGS] + [
    "<b class='x'",
    "<p hidden>",
    "<ol start=9>",
    "<td rowspan=9>",
    "<!--",
    "<time datetime=1>",
]
tag_soup = st.lists(
    st.sampled_from(OPENERS) | st.sampled_from([f"</{tag}>" for tag in TAGS]) | st.text(max_size=6), max_size=60
).map("".join)


@given(tag_soup | st.text())
def test_any_markup_gives_text(markup: str) -> None:
    for text in (html_to_text(markup), flat_text(markup)):
        text.encode()
        assert text == "" or text.endswith("\n")


@given(st.lists(st.sampled_from(["p", "li", "td", "h2", "div", "pre", "dd", "b"]), min_size=1, max_size=12))
def test_no_words_are_lost(tags: list[str]) -> None:
    words = [f"word{n}" for n in range(len(tags))]
    markup = "".join(f"<{tag}>{word}</{tag}>" for tag, word in zip(tags, words, strict=True))
    text = html_to_text(markup)
    assert all(word in text for word in words)


@pytest.mark.parametrize(
    "piece",
    "<div> <ul><li> <b> <table><tr><td> <blockquote> <span><div></span></div> <x-y> </p><div> <p>a<b>b</b></p> <!-- < &lt;"
    ' <tr><td>a<td>b <script> <i/a=" <h1><div>a</div> <dd>a<dt>'.split(),
)
def test_time_is_linear(piece: str) -> None:
    markup = piece * (100_000 // len(piece)) + "<p>The pool ran dry.</p>"
    began = time.process_time()
    html_to_text(markup)
    assert time.process_time() - began < 3


def test_formatting_that_nobody_closes_costs_no_more() -> None:
    markup = "<p>" + "".join(f"<font size={n}>" for n in range(2000)) + "<p>x" * 10_000
    began = time.process_time()
    assert "x" in html_to_text(markup)
    assert time.process_time() - began < 3


def test_tangled_markup_keeps_its_words_and_lines() -> None:
    markup = "<style>p{}</style>" + "<div>" * 2000 + "<h2>Impact</h2><p>Down &amp; out</p><ul><li>one<li>two</ul>"
    assert is_tangled(markup)
    assert html_to_text(markup) == "## Impact\n\nDown & out\n\n- one\n- two\n"
    assert is_tangled("<select>" + "<option>a</option>" * 9000)
    assert is_tangled("<p " + " ".join(f"a{n}=1" for n in range(9000)) + ">x")
    assert is_tangled("<dd><li>" * 2000)
    assert not is_tangled('<p title="' + "plain words " * 9000 + '">x')
    assert not is_tangled("<p>a<br>b<li>c" * 2000 + "<div><span>x</span></div>" * 2000)
