"""Fifty credentials that open nothing, put together from pieces so that no scanner of a code host trips over them."""

from __future__ import annotations

import base64
import random
import string
from dataclasses import dataclass

_LETTERS = string.ascii_letters + string.digits
_LOWER = string.ascii_lowercase + string.digits
_HEX = "0123456789abcdef"
_UPPER = string.ascii_uppercase + string.digits
_DRAW = random.Random(4)


@dataclass(frozen=True)
class Planted:
    """A credential in the words that it comes with."""

    maker: str
    words: str
    """With `{}` where it stands."""
    secret: str

    @property
    def told(self) -> str:
        return self.words.replace("{}", self.secret)


def drawn(length: int, letters: str = _LETTERS) -> str:
    return "".join(_DRAW.choice(letters) for _ in range(length - 2)) + "4" + _DRAW.choice(letters)


def web_token() -> str:
    parts = (b'{"alg":"none","typ":"JWT"}', b'{"sub":"nobody","iat":17}', drawn(32).encode())
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts)


def encoded(words: str) -> str:
    return base64.b64encode(words.encode()).decode()


BARE = {
    "AWS access key": "AK" + "IA" + drawn(16, _UPPER),
    "AWS session key": "AS" + "IA" + drawn(16, _UPPER),
    "GitHub token": "gh" + "p_" + drawn(36),
    "GitHub app token": "gh" + "s_" + drawn(36),
    "GitHub fine-grained token": "github" + "_pat_" + drawn(22) + "_" + drawn(59),
    "GitLab token": "gl" + "pat-" + drawn(20),
    "Slack bot token": "xo" + "xb-" + drawn(12, string.digits) + "-" + drawn(12, string.digits) + "-" + drawn(24),
    "Slack app token": "xa" + "pp-1-A" + drawn(10, _UPPER) + "-" + drawn(13, string.digits) + "-" + drawn(64, _HEX),
    "Stripe key": "sk" + "_live_" + drawn(24),
    "Stripe test key": "rk" + "_test_" + drawn(24),
    "Stripe webhook": "wh" + "sec_" + drawn(32),
    "SendGrid key": "S" + "G." + drawn(22) + "." + drawn(43),
    "npm token": "np" + "m_" + drawn(36),
    "PyPI token": "py" + "pi-AgEIcHlwaS5vcmc" + drawn(80),
    "Google API key": "AI" + "za" + drawn(35),
    "Google OAuth token": "ya" + "29." + drawn(60),
    "Google client secret": "GOC" + "SPX-" + drawn(28),
    "OpenAI key": "s" + "k-" + drawn(20) + "T3Blbk" + "FJ" + drawn(20),
    "OpenAI project key": "s" + "k-proj-" + drawn(48),
    "Anthropic key": "s" + "k-ant-api03-" + drawn(60),
    "Hugging Face token": "h" + "f_" + drawn(34),
    "Vault token": "hv" + "s." + drawn(24),
    "DigitalOcean token": "do" + "p_v1_" + drawn(64, _HEX),
    "Twilio key": "S" + "K" + drawn(32, _HEX),
    "Mailchimp key": drawn(32, _HEX) + "-us" + "12",
    "Mailgun key": "ke" + "y-" + drawn(32, _HEX),
    "Telegram bot": drawn(10, "123456789") + ":" + drawn(35),
    "Discord bot": "M" + drawn(23) + "." + drawn(6) + "." + drawn(27),
    "Square secret": "sq0" + "csp-" + drawn(43),
    "Shopify token": "shp" + "at_" + drawn(32, _HEX),
    "Grafana token": "gl" + "sa_" + drawn(32) + "_" + drawn(8, _HEX),
    "Terraform token": drawn(14) + ".atlas" + "v1." + drawn(60),
    "New Relic key": "NR" + "AK-" + drawn(27, _UPPER),
    "Linear key": "lin" + "_api_" + drawn(40),
    "Docker token": "dckr" + "_pat_" + drawn(27),
    "Databricks token": "da" + "pi" + drawn(32, _HEX),
    "hashed password": "$2" + "b$12$" + drawn(53),
    "web token": web_token(),
    "unknown maker": drawn(43),
}
NAMED = {
    "bearer": ("Authorization: Bearer {}", drawn(28, _LOWER)),
    "short bearer": ("authorization: bearer {}", drawn(12, _LOWER)),
    "basic authorization": ("Authorization: Basic {}", encoded("orders:Wren-4471")),
    "database address": ("postgres://orders:{}@db-7/orders", "Wren-4471!kite"),
    "cache address": ("redis://:{}@cache:6379/0", drawn(16, _LOWER)),
    "AWS secret": ("AWS_SECRET_ACCESS_KEY={}", drawn(20) + "/" + drawn(19)),
    "Azure storage": ("AccountName=shop;Account" + "Key={};EndpointSuffix=example.net", drawn(86) + "=="),
    "npm registry": ("//registry.example/:_authToken={}", "np" + "m_" + drawn(36)),
    "password of a job": ("DB_PASSWORD={}", "Tr0mbone-Lake"),
    "password in prose": ("password: {}", "Blau3Welle!"),
    "password of words": ('password = "{}"', "swordfish tuba"),
    "token in a log": ("token={}", drawn(20, _LOWER)),
    "hexadecimal key": ("api_key: {}", drawn(32, _HEX)),
    "key in a header": ("X-Api-Key: {}", drawn(24, _LOWER)),
    "secret in a query": ("GET /orders?client_secret={}&page=2", drawn(24, _LOWER)),
    "signed link": ("https://files.example/a?se=2026-03-01&sig={}", drawn(43) + "%3D"),
    "Slack webhook": (
        "https://hooks.sl" + "ack.com/services/{}",
        f"T{drawn(8, _UPPER)}/B{drawn(8, _UPPER)}/{drawn(24)}",
    ),
    "Discord webhook": ("https://discord.com/api/web" + "hooks/{}", drawn(18, string.digits) + "/" + drawn(68)),
    "cookie": ("Cookie: sid={}", drawn(26, _LOWER)),
    "option of a command": ("deploy --password {} --verbose", "kestrel-99-Oboe"),
    "user of curl": ("curl -u orders:{} https://shop.example/", "kestrel_98_Oboe"),
    "said": ("the password is {}", "hunter2-again"),
}
SECRETS = [
    *(Planted(maker, "{}", secret) for maker, secret in BARE.items()),
    *(Planted(maker, words, secret) for maker, (words, secret) in NAMED.items()),
]
PRIVATE_KEY = "\n".join(
    [
        "-----BEGIN RSA " + "PRIVATE KEY-----",
        *(drawn(64) for _ in range(5)),
        drawn(18) + "==",
        "-----END RSA " + "PRIVATE KEY-----",
    ]
)
