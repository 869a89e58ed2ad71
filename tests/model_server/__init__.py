"""An OpenAI-compatible server on loopback, for tests and benchmarks: answers and misbehaves as a script says.

with ModelServer([replies.rate_limited(), "Hello."], pace=Pace(ttft=0.3, tokens_per_second=100)) as server:
    client = AsyncOpenAI(base_url=server.base_url, api_key="any")
    ...
assert [request.text for request in server.requests] == ["Hi.", "Hi."]
"""

from . import replies
from .capabilities import KNOWS_LITTLE, Capabilities
from .jobs import Course, Jobs
from .reply import Fault, How, Pace, Reply, ToolCall, Usage
from .request import Request
from .script import OutOfRepliesError, by, in_order
from .server import ModelServer
from .spawn import spawned

__all__ = [
    "KNOWS_LITTLE",
    "Capabilities",
    "Course",
    "Fault",
    "How",
    "Jobs",
    "ModelServer",
    "OutOfRepliesError",
    "Pace",
    "Reply",
    "Request",
    "ToolCall",
    "Usage",
    "by",
    "in_order",
    "replies",
    "spawned",
]
