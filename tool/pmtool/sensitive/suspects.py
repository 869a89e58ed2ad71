"""What may be a key, a token or a password: too unsure to be told of, too likely to be sent.

A value that is hidden in vain comes back unharmed, so everything here leans to the wide side.
"""

from __future__ import annotations

from collections.abc import Iterator

from pmtool.patterns import Pattern
from pmtool.sensitive.assignments import is_reference
from pmtool.sensitive.sight import Sight

_FORMS = (
    Pattern(
        r"(?<![A-Za-z0-9])(?:[srp]k_(?:live|test)_|whsec_|sq0[a-z]{3}-|shp(?:at|ca|pa|ss)_|dp\.(?:pt|st|ct|sa|scim)\."
        r"|xapp-|xox[a-z](?:\.xox[a-z])?-|gh[a-z]_|gl(?:pat|dt|ft|rt|cbt|imt|ptt|soat|oas|agent|sa|c)[-_]"
        r"|GOCSPX-|ya29\.|1//0|AIza|EAA[A-Z]|hf_|api_org_|dapi|lin_api_|ntn_|secret_|NR(?:AK|II|JS|AA)-"
        r"|sntry[su]_|PMAK-|xkeysib-|dckr_pat_|pscale_[a-z]{2,6}_|sbp_|pul-|pnu_|AT(?:AT|CT|BB)|rubygems_"
        r"|npm_|pypi-|hv[bsr]\.|CFPAT-|figd_|s\.(?=[A-Za-z0-9]{24}(?!\w))|AGE-SECRET-KEY-1|do[opr]_v1_"
        r"|fo1_|tfp_|sk-|gsk_|xai-|r8_|rdme_|key-(?=[0-9a-f]{32}))"
        r"(?=[\w.+/=~-]{0,60}\d)[\w.+/=~-]{15,2000}[\w=]"
    ),
    Pattern(r"\w{14}\.atlasv1\.[\w=-]{40,}|(?<![A-Za-z0-9])(?:A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}"),
    Pattern(r"\$(?:2[abxy]|apr1|argon2\w{0,2}|[1567y])\$[\w./$,=+]{20,200}"),
)
"""Forms of makers, and of hashed passwords."""
_WEBHOOK = Pattern(
    r"(?i)https://(?:hooks\.slack\.com/\w+/|hooks\.zapier\.com/hooks/|discord(?:app)?\.com/api/webhooks/"
    r"|[\w.-]{1,80}webhook\.office\.com/\w+/|outlook\.office(?:365)?\.com/webhook/|api\.telegram\.org/bot)"
    r"(?!\[\[)([^\s\"'<>|)\]\[`\\]{7,500}\w)"
)
_IN_URL = Pattern(
    r"://[^\s/?#:@\[\]\"'<>|]{0,200}:(?!\[\[|\d{1,5}(?:[/?#\s]|$))([^\s/\"'<>`|]{1,200}|[^\s\"'<>`|]{1,200})@"
)
_AUTHORIZED = Pattern(
    r"(?i)(?:\bbearer[ ]{1,2}|\bauthorization[\\\"'`]{0,3}\s?[:=]\s?[\\\"'`]{0,2}(?:token|digest|apikey|negotiate|ssws"
    r"|splunk|key|aws4-hmac-sha256)[ ])(?=[\w.+/=~:,-]{0,60}[\d+=])([\w.+/=~:,-]{8,4000}[\w=])"
    r"|\bbasic[ ]{1,2}(?=[a-z0-9+/]{0,60}[\d+=])([a-z0-9+/]{8,2000}={0,2})(?![\w.])"
)
_COOKIES = Pattern(r"(?i)\bcookie[\\\"'`]{0,3}\s?[:=]\s?[\\\"'`]{0,2}((?:[\w.$-]{1,80}=[^\s;\"'`\\]{1,4000}(?:; ?)?)+)")
_COOKIE = Pattern(r"[\w.$-]{1,80}=(?!\[\[)([^\s;\"'`\\]+)")
_FLAG = Pattern(
    r"(?:(?<!\S)--?[\w-]{0,40}(?:[Pp]ass(?:word|wd|phrase)?|PASSWORD|[Tt]oken|[Ss]ecret|(?:api|access)-?key)[ =]{1,3}"
    r"|(?<!\S)(?:-u|--user|--proxy-user)[ =]?[\"']?[^\s:\"']{1,80}:"
    r"|\b(?:mysql|mariadb|mysqldump|mysqladmin)(?:[ ][^\s|]{1,60}){0,8}?[ ]-p(?=\S)|\bsshpass[ ]-p[ ]?"
    r"|\bredis-cli(?:[ ][^\s|]{1,60}){0,8}?[ ]-a[ ])"
    r"(?!\[\[|-)[\"']?([^\s\"'|]{4,200})"
)
_ELEMENT = Pattern(r"(?i)<[\w:.-]{0,40}(?:password|passwd|pwd|secret|token|api[_-]?key)>(?!\[\[)([^<\n]{4,400})</")


def suspects(text: str) -> Iterator[Sight]:
    """What has the form of a credential or stands where one does; in no order, with overlaps."""
    for pattern in (*_FORMS, _WEBHOOK, _IN_URL, _AUTHORIZED, _FLAG, _ELEMENT):
        yield from _values(text, pattern, 0, len(text))
    for cookies in _COOKIES.finditer(text):
        yield from _values(text, _COOKIE, *cookies.span(1))


def _values(text: str, pattern: Pattern, start: int, end: int) -> Iterator[Sight]:
    """What a pattern's group holds; the whole of what it matches where it has none."""
    for match in pattern.finditer(text, start, end):
        value = match.lastindex or 0
        if not is_reference(match[value]):
            yield Sight(*match.span(value), "secret", "what may be a credential")
