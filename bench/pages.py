"""One GET, measured in this process: CPU time, SQL queries, bytes."""

import gc
import io
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

Application = Callable[[dict[str, Any], Callable[..., Any]], Any]
WARM_UP = 5


@dataclass
class Page:
    name: str
    path: str
    application: Application
    headers: dict[str, str] = field(default_factory=dict)
    status: str = ""
    queries: int = 0
    body: bytes = b""
    rounds: list[float] = field(default_factory=list)

    def get(self) -> None:
        seen: list[str] = []
        asked = environ(self.path) | self.headers
        answer = self.application(asked, lambda status, *_rest: seen.append(status))
        self.body = b"".join(answer)
        answer.close()
        self.status = seen[0]

    def count_queries(self) -> None:
        count = 0

        def counted(execute: Callable[..., Any], *arguments: Any) -> Any:
            nonlocal count
            count += 1
            return execute(*arguments)

        with connection.execute_wrapper(counted):
            self.get()
        self.queries = count

    @property
    def milliseconds(self) -> float:
        return statistics.median(self.rounds) * 1000

    @property
    def spread(self) -> float:
        """How far the rounds lie apart, as a part of the median."""
        return (max(self.rounds) - min(self.rounds)) / 2 / statistics.median(self.rounds)


def measure(pages: list[Page], *, rounds: int, requests: int) -> None:
    """Interleaved, so that a busy moment of the machine falls on all pages alike."""
    for page in pages:
        for _ in range(WARM_UP):
            page.get()
        page.count_queries()
    gc.collect()
    gc.freeze()  # as config/wsgi.py does once all is loaded
    for _ in range(rounds):
        for page in pages:
            begun = time.process_time()
            for _ in range(requests):
                page.get()
            page.rounds.append((time.process_time() - begun) / requests)


def environ(path: str) -> dict[str, Any]:
    path, _, query = path.partition("?")
    return {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "HTTP_HOST": "127.0.0.1",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "SCRIPT_NAME": "",
        "HTTP_ACCEPT_ENCODING": "br",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.version": (1, 0),
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
