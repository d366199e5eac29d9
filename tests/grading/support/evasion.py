"""Spellings by which Markdown gets past whoever looks for words in it: links, pictures, HTML, TeX.

Each sets `window.owned` if somebody clicks on it, or fetches from AWAY when it is shown.
"""

from __future__ import annotations

import base64

from tests.grading.support.hostile import AWAY

RUNS = "top.owned=1"
PAGE = f"<script>{RUNS}</script>"
SCHEMES = [
    f"javascript:{RUNS}",
    f"JaVaScRiPt:{RUNS}",
    # the colon: decimal, padded, hexadecimal, by name, without the semicolon, escaped
    f"javascript&#58;{RUNS}", f"javascript&#0000058;{RUNS}", f"javascript&#x3A;{RUNS}",
    f"javascript&#X3a;{RUNS}", f"javascript&colon;{RUNS}", f"javascript&#58{RUNS}",
    f"javascript\\:{RUNS}", f"javascript%3A{RUNS}",
    # a letter: as a reference, escaped, in another width
    f"java&#115;cript:{RUNS}", f"java&#x73;cript:{RUNS}", f"&#106;avascript&colon;{RUNS}",
    f"java\\script:{RUNS}", f"%6Aavascript:{RUNS}", f"ｊavascript:{RUNS}",  # noqa: RUF001
    # what browsers take out of an address
    f"java&Tab;script:{RUNS}", f"java&NewLine;script:{RUNS}", f"java&#9;script:{RUNS}",
    f"java&#13;script:{RUNS}", f"java\tscript:{RUNS}", f"&#1;javascript:{RUNS}",
    f"&#32;javascript:{RUNS}", f"\x01javascript:{RUNS}", f"&nbsp;javascript:{RUNS}",
    f"&ZeroWidthSpace;javascript:{RUNS}", f"java&shy;script:{RUNS}",
    # other schemes, and schemes within schemes
    f"vbscript:{RUNS}", f"livescript:{RUNS}", f"view-source:javascript:{RUNS}",
    f"feed:javascript:{RUNS}", f"javascript://host/%0a{RUNS}", f"javascript:/*x*/{RUNS}",
    f"data:text/html,{PAGE}", f"data&colon;text/html;base64,"
    f"{base64.b64encode(PAGE.encode()).decode()}", "data:image/svg+xml;base64,PHN2Zy8+",
    "file:///etc/passwd", "/formgrader/api/status", "../../api/terminals", "attachment:absent.png",
]
LINKS = [form.format(scheme) for scheme in SCHEMES for form in (
    "[go]({})", "[go](<{}>)", "[go][to]\n\n[to]: {}", "[to]\n\n[to]: <{}> 'title'", "<{}>",
    '<a href="{}">go</a>', "| a |\n|---|\n| [go]({}) |", "> - # [go]({} \"title\")")]
PICTURES = [
    f"![x]({AWAY})", f"!![x]({AWAY})", f"\\!![x]({AWAY})", f"!&#91;x]({AWAY})", f"![x]\n({AWAY})",
    f"![x][to]\n\n[to]: {AWAY}", f"![to]\n\n[to]: {AWAY}", f"[![x]({AWAY})](https://example.org)",
    f"![x]({AWAY.replace('http:', '')})", f"![x]({AWAY.replace(':', '&colon;', 1)})",
    f"![x]({AWAY.replace(':', chr(92) + ':', 1)})", f"![a ![x]({AWAY})]({AWAY})",
    f"`` ![x]({AWAY})", f"$ ![x]({AWAY}) $", f"\\\\( ![x]({AWAY}) \\\\)", f"~~~\n![x]({AWAY})",
    f"![x](data:image/svg+xml,<svg onload='{RUNS}'><image href='{AWAY}'/></svg>)",
    f"![x\" onerror=\"{RUNS}]({AWAY})", f"![x](x \"' onerror='{RUNS}\")",
    "![x](attachment:absent.png)",
]
HTML = [form.format(away=AWAY, runs=RUNS) for form in (
    "<img src={away} onerror={runs}>", "<IMG SRC='{away}'>", "<img/src={away}/onerror={runs}>",
    "<img\nsrc={away}>", "<svg/onload={runs}><image href={away} /></svg>",
    "<svg><a href='javascript:{runs}'><text y=20>go</text></a></svg>",
    "<svg><script>{runs}</script></svg>", "<math href='javascript:{runs}'>go</math>",
    "<math><mtext><table><mglyph><style><img src={away} onerror={runs}></style></mglyph></table>",
    "<noscript><p title='</noscript><img src={away} onerror={runs}>'></noscript>",
    "<details open ontoggle={runs}>x</details>", "<body onload={runs}>", "<input autofocus "
    "onfocus={runs}>", "<video src={away} onerror={runs}>", "<audio src={away}></audio>",
    "<object data={away}></object>", "<embed src={away}>", "<iframe src={away}></iframe>",
    "<iframe srcdoc='<script>{runs}</script>'></iframe>", "<link rel=stylesheet href={away}>",
    "<style>@import '{away}';</style>", "<p style='background:url({away})'>x</p>",
    "<base href={away}>", "<meta http-equiv=refresh content='0;url={away}'>",
    "<form action={away}><button>go</button></form>", "<a href=x onclick={runs}>go</a>",
    "<a href='javascript:{runs}'>go</a>", "<a\thref=\"java&#10;script:{runs}\">go</a>",
    "<!--><img src={away} onerror={runs}>-->", "<![CDATA[><img src={away}>]]>",
    "<?x <img src={away}>?>", "</p><img src={away}>", "<<img src={away} onerror={runs}>",
    "&lt;img src={away} onerror={runs}&gt;", "`<img src={away}>", "\\<img src={away}>",
    "```html\n<img src={away} onerror={runs}>\n```", "    <img src={away}>\n<img src={away}>",
    "```mermaid\ngraph TD; A-->B; click A 'javascript:{runs}'\n```",
    "~~~x' onmouseover='{runs}\ncode\n~~~", "# explain\n## statusmessage\n### plot-comment",
)]
TEX = [form.format(away=AWAY, runs=RUNS) for form in (
    r"$\href{{javascript:{runs}}}{{go}}$", r"\\(\href{{javascript:{runs}}}{{go}}\\)",
    r"$$\href{{java&#115;cript:{runs}}}{{go}}$$", "$$\n\\href{{javascript:{runs}}}{{go}}\n$$",
    r"\begin{{equation}}\href{{javascript:{runs}}}{{go}}\end{{equation}}",
    r"\\[\text{{$\href{{javascript:{runs}}}{{go}}$}}\\]",
    r"&#36;&#92;href{{javascript:{runs}}}{{go}}&#36;", r"&dollar;&bsol;href{{javascript:{runs}}}"
    r"{{go}}&dollar;", r"$\def\x{{\href}}\x{{javascript:{runs}}}{{go}}$",
    r"$\let\x=\href\x{{javascript:{runs}}}{{go}}$", r"$\newcommand{{\x}}{{\href}}$",
    r"$\require{{html}}\style{{background:url({away})}}{{x}}$", r"$\class{{btn}}{{x}}$",
    r"$\cssId{{explain}}{{x}}$", r"$\mmlToken{{mi}}[href='javascript:{runs}']{{go}}$",
    r"$\bbox[background:url({away})]{{x}}$", r"$\unicode[font-family:x;x:url({away})]{{x41}}$",
    r"`$`\href{{javascript:{runs}}}{{go}}`$`", r"$\color{{red;background:url({away})}}{{x}}$",
    r"$x <img src={away} onerror={runs}>$",
)]
KINDS = {"links": LINKS, "pictures": PICTURES, "HTML": HTML, "TeX": TEX}
HARMLESS = [
    "It **adds** up, *x* < y and y > z.", "# A heading\n\nand `code`, ~~no~~, a\\*b.\n\n***",
    "```python\ndef f(x):\n    return x\n```", "```\nplain\n```",
    "- a\n  1. b\n- [x] done\n\n> said",
    "| a | b |\n|:-:|--:|\n| 1 | 2 |", "[PyTorch](https://pytorch.org 'docs') and https://a.org",
    "$\\frac{\\partial L}{\\partial x} = 2$ and $$\\sum_{i=1}^n \\nabla f$$",
    "\\begin{align} a &= b \\\\ c &= d \\end{align}", "it costs 5 $ and \\n is a line",
    "word\n: said",
]
