"""Files and jobs of the Batch API: each look at a job takes it a step on, and the script answers its lines."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from email import message_from_bytes
from typing import Any

from . import replies
from .completion import CREATED
from .reply import Reply
from .request import Request

STEPS = ("validating", "in_progress", "finalizing", "completed")
EXPIRED = (*STEPS[:2], "expired")
CANCELLED = (*STEPS[:2], "cancelling", "cancelled")
FAILED = ("validating", "failed")
_WITH_OUTPUT = ("completed", "expired", "cancelled")


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What becomes of a job."""

    steps: Sequence[str] = STEPS
    """Its statuses, one a look; it stays at the last."""
    answered: int | None = None
    """Lines that are answered before it ends; None: all."""
    code: str = "invalid_json_line"
    """Why it failed, where it does."""


@dataclass(slots=True, kw_only=True)
class Job:
    id: str
    file: str
    metadata: dict[str, str]
    lines: list[dict[str, Any]]
    course: Course
    looks: int = 0
    files: dict[str, str] = field(default_factory=dict)
    """Its output and error files, once it has ended."""

    @property
    def status(self) -> str:
        return self.course.steps[min(self.looks, len(self.course.steps) - 1)]

    @property
    def keys(self) -> list[str]:
        return [line["custom_id"] for line in self.lines]


Answer = Callable[[dict[str, Any]], tuple[int, bytes] | None]
"""Status and body of what answers a request's body; None where nothing does."""


class Jobs:
    """The files and jobs of a server. Hand it to one as `ModelServer(…, jobs=Jobs())`."""

    def __init__(self, course: Callable[[int], Course] = lambda number: Course()) -> None:
        """`course` tells what becomes of a job by its number, from 0."""
        self.files: dict[str, tuple[str, bytes]] = {}
        """Names and contents by ids; deleted ones are gone."""
        self.uploads = 0
        self.made: list[Job] = []
        self.amiss: dict[str, list[Reply]] = {}
        """What is said instead, by methods, one reply after the other."""
        self.lost = 0
        """Jobs that will be made and not be told of."""
        self._course = course

    def reply(self, request: Request, answer: Answer) -> Reply | None:
        """What the API says to a request; None where it is none of files or jobs."""
        if amiss := self.amiss.get(request.method):
            return amiss.pop(0)
        match request.method, *request.path.split("/")[2:]:
            case "POST", "files":
                return self._upload(request)
            case "GET", "files":
                return _listed([self._file(id) for id in self.files])
            case "GET", "files", id, "content" if id in self.files:
                return replies.raw(self.files[id][1], "application/octet-stream")
            case "DELETE", "files", id if self.files.pop(id, None):
                return _json({"id": id, "object": "file", "deleted": True})
            case "POST", "batches":
                return self._create(request.json)
            case "GET", "batches":
                return _listed([_job(job) for job in reversed(self.made)])
            case "GET", "batches", id:
                found = next((job for job in self.made if job.id == id), None)
                return self._look(found, answer) if found else replies.error(404, f"No batch found with id '{id}'.")
            case _, "files", *_:
                return replies.error(404, "No such File object.")
        return None

    def _upload(self, request: Request) -> Reply:
        head = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode()
        parts = message_from_bytes(head + request.body).get_payload()
        file = next(part for part in parts if part.get_filename())  # type: ignore[union-attr]
        id = self._kept(str(file.get_filename()), file.get_payload(decode=True))  # type: ignore[union-attr,arg-type]
        self.uploads += 1
        return _json(self._file(id))

    def _kept(self, name: str, content: bytes) -> str:
        id = f"file-{self.uploads}-{len(self.files)}-{name.partition('.')[0]}"
        self.files[id] = (name, content)
        return id

    def _file(self, id: str) -> dict[str, Any]:
        name, content = self.files[id]
        told = {"id": id, "object": "file", "bytes": len(content), "created_at": CREATED, "filename": name}
        return told | {"purpose": "batch", "status": "processed"}

    def _create(self, asked: dict[str, Any]) -> Reply:
        file = asked["input_file_id"]
        if file not in self.files:
            return replies.error(404, "No such File object.", param="input_file_id")
        lines = [json.loads(line) for line in self.files[file][1].splitlines()]
        number = len(self.made)
        job = Job(
            id=f"batch_{number}",
            file=file,
            metadata=asked.get("metadata") or {},
            lines=lines,
            course=self._course(number),
        )
        self.made.append(job)
        if self.lost:
            self.lost -= 1
            return replies.reset()
        return _json(_job(job))

    def _look(self, job: Job, answer: Answer) -> Reply:
        job.looks += 1
        if job.status in _WITH_OUTPUT and not job.files:
            results = list(_results(job, answer))
            for name, is_error in (("output", False), ("error", True)):
                found = [json.dumps(result) for result, failed in results if failed is is_error]
                if found:
                    content = "".join(f"{line}\n" for line in found).encode()
                    job.files[name] = self._kept(f"{job.id}_{name}.jsonl", content)
        return _json(_job(job))


def _results(job: Job, answer: Answer) -> Iterator[tuple[dict[str, Any], bool]]:
    """The lines of a job's files, in an order of their own, and whether each is one of errors."""
    answered = len(job.lines) if job.course.answered is None else job.course.answered
    for number, line in reversed(list(enumerate(job.lines))):
        result = {"id": f"batch_req_{number}", "custom_id": line["custom_id"], "response": None, "error": None}
        if number >= answered:
            code = f"batch_{job.status}"
            yield result | {"error": {"code": code, "message": "This request could not be executed."}}, True
            continue
        came = answer(line["body"])
        if came is None:
            yield result | {"error": {"code": "server_error", "message": "The request failed."}}, True
            continue
        status, body = came
        response = {"status_code": status, "request_id": f"req_{number}", "body": json.loads(body)}
        yield result | {"response": response}, status >= 400


def _job(job: Job) -> dict[str, Any]:
    failed = job.status == "failed"
    errors = {"object": "list", "data": [{"code": job.course.code, "message": "…", "param": None, "line": 1}]}
    return {
        "id": job.id,
        "object": "batch",
        "endpoint": "/v1/chat/completions",
        "errors": errors if failed else None,
        "input_file_id": job.file,
        "completion_window": "24h",
        "status": job.status,
        "output_file_id": job.files.get("output"),
        "error_file_id": job.files.get("error"),
        "created_at": CREATED,
        "request_counts": {"total": len(job.lines), "completed": 0, "failed": 0},
        "metadata": job.metadata,
    }


def _listed(items: list[dict[str, Any]]) -> Reply:
    return _json({"object": "list", "data": items, "has_more": False})


def _json(value: object) -> Reply:
    return replies.raw(json.dumps(value).encode())
