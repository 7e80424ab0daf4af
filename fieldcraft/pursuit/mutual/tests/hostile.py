"""Two hundred texts that somebody might send to see what breaks."""

from __future__ import annotations

_HTML = (
    *("<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '"><svg/onload=alert(1)>', "</textarea><b>x</b>"),
    *("'><a href=javascript:alert(1)>x</a>", "{{ 7*7 }}", "{% load static %}", "&lt;b&gt;", "<!-- x", "]]>"),
    *(
        "<iframe srcdoc='<b>'>",
        "<style>*{display:none}</style>",
        "<base href=//evil.example>",
        "<meta http-equiv=refresh>",
    ),
)
_TYPST = (
    *('#import "x.typ": *', '#panic("x")', "$ x^2 $", "*bold* _it_ `raw`", '#read("/etc/passwd")', "@ref <label>"),
    *("#{while true {}}", "= Heading", "\\ #pagebreak()", "#sys.inputs", "]#[", "```typ\n#x\n```", '#eval("1+1")'),
)
_ICS = (
    *(
        "a\r\nEND:VEVENT\r\nBEGIN:VEVENT",
        "a;b,c\\n",
        "X" * 200,
        "a\nATTENDEE:mailto:x@evil.example",
        '\\,;:"',
        "=0D=0A",
    ),
    *("é" * 90, "DTSTART:20200101", "a\tb", "BEGIN:VALARM", "日本語" * 40),
)
_SIGNS = (
    *(
        "\u202egnp.exe",
        "שלום עולם",
        "مرحبا بالعالم",
        "\u2066x\u2069",
        "a\u0300" * 60,
        "\x00\x01\x02",
        "\u200b\u200d",
        "🏳️‍🌈" * 20,
    ),
    *(
        "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
        "ﷺ" * 30,
        "\ufeffx",
        "\u2028x\u2029",
        "\x7f\x80",
        "İıßſ",
    ),
    *(
        "'; DROP TABLE x; --",
        "${jndi:ldap://x}",
        "../../etc/passwd",
        "%00%0a",
        "\\u0000",
        "-1",
        "1e309",
        "0x1F",
        "true",
        "[object Object]",
        "NaN",
        "None",
    ),
)
_LONG = ("x" * 100_000, "<b>" * 30_000, "\n" * 50_000, "ß" * 100_000, "a b" * 30_000)

_ALONE = (*_HTML, *_TYPST, *_ICS, *_SIGNS)
_AMONG_WORDS = tuple(f"Hello {text} there" for text in _ALONE)
_TOGETHER = tuple(f"{one}{other}" for one in _HTML[:10] for other in _SIGNS[:8])
#: Each text alone, among words, some together, and the long ones.
PAYLOADS: tuple[str, ...] = tuple(dict.fromkeys([*_ALONE, *_AMONG_WORDS, *_TOGETHER, *_LONG]))
