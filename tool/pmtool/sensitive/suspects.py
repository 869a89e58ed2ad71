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
        r"|xapp-|xox[a-z](?:\.xox[a-z])?-|gh[a-z]_|gl(?:pat|dt|ft|rt|cbt|imt|ptt|soat|oas|agent|sa|c)[-_]|GOCSPX-|ya29\."
        r"|1//0|AIza|EAA[A-Z]|hf_|api_org_|dapi|lin_api_|ntn_|secret_|NR(?:AK|II|JS|AA)-|sntry[su]_|PMAK-|xkeysib-"
        r"|dckr_pat_|pscale_[a-z]{2,6}_|sbp_|pul-|pnu_|AT(?:AT|CT|BB)|rubygems_|npm_|pypi-|hv[bsr]\.|s\.|CFPAT-|figd_"
        r"|AGE-SECRET-KEY-1|do[opr]_v1_|fo1_|tfp_|sk-|gsk_|xai-|r8_|rdme_|key-(?=[0-9a-f]{32}))"
        r"(?=[\w.+/=~-]{0,60}\d)[\w.+/=~-]{15,2000}[\w=]"
    ),
    Pattern(r"\w{14}\.atlasv1\.[\w=-]{40,}|(?<![A-Za-z0-9])(?:A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}"),
    Pattern(r"\$(?:2[abxy]|apr1|argon2\w{0,2}|[1567y])\$[\w./$,=+]{20,200}"),
    Pattern(
        r"(?i)https://(?:hooks\.(?:slack|zapier)\.com/|discord(?:app)?\.com/api/webhooks/|[\w.-]{1,80}webhook\.office\.com/"
        r"|outlook\.office(?:365)?\.com/webhook/|api\.telegram\.org/bot)(?!\[\[)[^\s\"'<>|)\]\[]{8,500}"
    ),
)
"""Forms of makers, and of hashed passwords."""
_IN_URL = Pattern(
    r"://[^\s/?#:@\[\]\"'<>|]{0,200}:(?!\[\[|\d{1,5}(?:[/?#\s]|$))([^\s/\"'<>`|]{1,200}|[^\s\"'<>`|]{1,200})@"
)
_AUTHORIZED = Pattern(
    r"(?i)(?:\bbearer[ ]{1,2}|\bauthorization[\\\"'`]{0,3}\s?[:=]\s?[\\\"'`]{0,2}(?:token|digest|apikey|negotiate|ssws"
    r"|splunk|key|aws4-hmac-sha256)[ ])(?!\[\[)([\w.+/=~:,-]{8,4000}[\w=])"
    r"|\bbasic[ ]{1,2}([a-z0-9+/]{8,2000}={0,2})(?![\w.])"
)
_COOKIES = Pattern(
    r"(?i)\bcookie[\\\"'`]{0,3}\s?[:=]\s?[\\\"'`]{0,2}((?:[\w.$-]{1,80}=(?:(?!\[\[)[^\s;\"'\\]){1,4000}(?:; ?)?)+)"
)
_FLAG = Pattern(
    r"(?:(?<!\S)--?[\w-]{0,40}(?:[Pp]ass(?:word|wd|phrase)?|PASSWORD|[Tt]oken|[Ss]ecret|(?:api|access)-?key)[ =]{1,3}"
    r"|(?<!\S)(?:-u|--user|--proxy-user)[ =]?[\"']?[^\s:\"']{1,80}:"
    r"|\b(?:mysql|mariadb|mysqldump|mysqladmin)(?:[ ][^\s|]{1,60}){0,8}?[ ]-p(?=\S)|\bsshpass[ ]-p[ ]?"
    r"|\bredis-cli(?:[ ][^\s|]{1,60}){0,8}?[ ]-a[ ])"
    r"(?!\[\[|-)[\"']?([^\s\"'|]{4,200})"
)
_ELEMENT = Pattern(r"(?i)<([\w:.-]{0,40}(?:password|passwd|pwd|secret|token|api[_-]?key))>(?!\[\[)([^<\n]{4,400})</")


def suspects(text: str) -> Iterator[Sight]:
    """What has the form of a credential or stands where one does; in no order, with overlaps."""
    for form in _FORMS:
        for match in form.finditer(text):
            yield _sight(match.start(), match.end())
    for pattern in (_IN_URL, _COOKIES):
        for match in pattern.finditer(text):
            yield _sight(*match.span(1))
    for match in _AUTHORIZED.finditer(text):
        if any(c.isdigit() or c in "+/=" for c in match[match.lastindex or 0]):
            yield _sight(*match.span(match.lastindex or 0))
    for match in _FLAG.finditer(text):
        if not is_reference(match[1]) and not match[1].isdigit():
            yield _sight(*match.span(1))
    for match in _ELEMENT.finditer(text):
        if not is_reference(match[2]):
            yield _sight(*match.span(2))


def _sight(start: int, end: int) -> Sight:
    return Sight(start, end, "secret", "what may be a credential")
