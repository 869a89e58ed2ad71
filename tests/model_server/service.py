"""The API without its connections: from a recorded request to the answer's bytes and pace."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from . import replies, tokens
from .answer import Answer, silent, streamed, whole
from .capabilities import Capabilities
from .completion import CREATED, Completion, completed
from .jobs import Jobs
from .reply import AT_ONCE, Pace, Reply, Usage
from .request import Request
from .script import Script, answers


class Service:
    def __init__(
        self,
        script: Script,
        *,
        pace: Pace,
        capabilities: Capabilities,
        api_key: str | None,
        models: Sequence[str] | None,
        jobs: Jobs | None,
    ) -> None:
        self._script = answers(script)
        self._pace = pace
        self._capabilities = capabilities
        self._api_key = api_key
        self._models = models
        self._jobs = jobs
        self._prompts = tokens.PromptCache()

    def answer(self, request: Request) -> tuple[Answer, Pace]:
        """What to send, and how fast. Raises what the script raises."""
        return self.rendered(request, self._reply(request))

    def rendered(self, request: Request, reply: Reply) -> tuple[Answer, Pace]:
        """The bytes and the pace of a reply."""
        pace = reply.pace or (self._pace if reply.body is None else AT_ONCE)
        headers = {"x-request-id": f"req_{request.number}"}
        headers |= {name.lower(): value for name, value in reply.headers.items()}
        if early := silent(reply):
            return early, pace
        if reply.body is not None:
            return whole(reply, reply.body, headers), pace
        completion = self._completed(request, reply)
        if request.streams:
            return streamed(reply, completion, headers, pace, with_usage=request.wants_streamed_usage), pace
        body = json.dumps(completion.whole()).encode()
        return whole(reply, body, headers, tokens_made=completion.tokens), pace

    def _completed(self, request: Request, reply: Reply) -> Completion:
        prompt = request.prompt
        cached = self._prompts.cached(prompt)
        completion = completed(request, reply)
        if not self._capabilities.usage:
            return completion
        usage = Usage(prompt=tokens.count(prompt), completion=completion.tokens, cached=cached)
        return replace(completion, usage=reply.usage or usage)

    def _reply(self, request: Request) -> Reply:
        if self._api_key is not None and request.key != self._api_key:
            return replies.wrong_key(request.key)
        if self._jobs and (told := self._jobs.reply(request, partial(self._in_job, request))):
            return told
        match request.path, request.method:
            case "/v1/chat/completions", "POST":
                return self._objection(request) or _as_reply(self._script(request))
            case "/v1/models", "GET":
                return self._model_list()
            case ("/v1/chat/completions" | "/v1/models") as path, method:
                return replies.wrong_method(method, path)
            case path, method:
                return replies.unknown_path(method, path)

    def _in_job(self, request: Request, body: dict[str, Any]) -> tuple[int, bytes] | None:
        """Status and body of what answers a line of a job; None where its reply would break a connection."""
        asked = replace(request, method="POST", path="/v1/chat/completions", json=body, body=json.dumps(body).encode())
        reply = self._objection(asked) or _as_reply(self._script(asked))
        if reply.fault:
            return None
        if reply.body is not None:
            return reply.status, reply.body
        return reply.status, json.dumps(self._completed(asked, reply).whole()).encode()

    def _objection(self, request: Request) -> Reply | None:
        if request.json is None:
            return replies.error(400, "We could not parse the JSON body of your request.")
        for name, kind in (("model", str), ("messages", list)):
            if not isinstance(request.json.get(name), kind):
                return replies.error(400, f"Missing required parameter: '{name}'.", param=name)
        if self._models is not None and request.model not in self._models:
            return replies.unknown_model(request.model)
        return self._capabilities.objection(request.json)

    def _model_list(self) -> Reply:
        names = self._models or ("test-model",)
        data = [{"id": name, "object": "model", "created": CREATED, "owned_by": "model_server"} for name in names]
        return replies.raw(json.dumps({"object": "list", "data": data}).encode())


def _as_reply(reply: Reply | str) -> Reply:
    return Reply(reply) if isinstance(reply, str) else reply
