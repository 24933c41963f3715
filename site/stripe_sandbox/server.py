"""HTTP/1.1 on loopback: reads a request, lets the right part answer, writes the answer in one
piece.
"""

from __future__ import annotations

import ipaddress
import logging
import socket
import struct
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from . import api, control, hosted_page
from .exchange import Answer, Request, as_json
from .sandbox import Sandbox

log = logging.getLogger("stripe_sandbox")
LARGEST_BODY = 1_000_000
LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})


def check_loopback(host: str) -> None:
    """Refuse to listen anywhere but on this machine: keys, e-mail addresses and the control API
    have no other guard.
    """
    if host in LOOPBACK_NAMES:
        return
    try:
        if ipaddress.ip_address(host).is_loopback:
            return
    except ValueError:
        pass
    raise ValueError(f"The sandbox listens on loopback only, not on {host!r}.")


class SandboxServer(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def __init__(self, host: str, port: int, sandbox: Sandbox) -> None:
        check_loopback(host)
        if ":" in host:
            self.address_family = socket.AF_INET6
        self.sandbox = sandbox
        super().__init__((host, port), Handler)
        shown = f"[{host}]" if ":" in host else host
        sandbox.base_url = f"http://{shown}:{self.server_address[1]}"

    def server_bind(self) -> None:
        # The stdlib asks a name server for this machine's name here, which can take seconds and is
        # never used.
        # A port just left by a killed sandbox must be free for the next.
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        socket.socket.bind(self.socket, self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = (
            str(self.server_address[0]),
            int(self.server_address[1]),
        )

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no error of ours."""
        error = sys.exc_info()[1]
        if not isinstance(error, (ConnectionError, TimeoutError)):
            log.error("Connection from %s failed", client_address, exc_info=error)


class Handler(BaseHTTPRequestHandler):
    server: SandboxServer
    protocol_version = "HTTP/1.1"
    server_version = "stripe-sandbox"
    sys_version = ""
    # Without this an answer on a kept-alive connection waits 40 ms for the acknowledgement of the
    # one before.
    disable_nagle_algorithm = True
    wbufsize = -1  # head and body leave together when the stdlib flushes after each request
    timeout = 120

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def do_DELETE(self) -> None:
        self._serve()

    def _serve(self) -> None:
        length = self.headers.get("Content-Length", "0")
        if not length.isdecimal() or int(length) > LARGEST_BODY:
            self.close_connection = True
            self._write(
                as_json(
                    413,
                    {
                        "error": {
                            "message": "The request is too large.",
                            "type": "invalid_request_error",
                        }
                    },
                )
            )
            return
        body = self.rfile.read(int(length)).decode("utf-8", "replace")
        self._write(self._answer(Request(self.command, self.path, self.headers, body)))

    def _answer(self, request: Request) -> Answer:
        # A page elsewhere could point its own host name at 127.0.0.1 and then read what is served
        # here.
        host = urlsplit(f"//{self.headers.get('Host', '')}").hostname
        if host not in LOOPBACK_NAMES | {self.server.server_name}:
            return as_json(
                403,
                {
                    "error": {
                        "message": "This server answers on loopback only.",
                        "type": "invalid_request_error",
                    }
                },
            )
        try:
            return self._answer_locally(self.server.sandbox, request)
        except Exception:
            log.exception("%s %s failed", request.method, request.path)
            message = "The sandbox failed; its log says why."
            return as_json(500, {"error": {"message": message, "type": "api_error"}})

    @staticmethod
    def _answer_locally(sandbox: Sandbox, request: Request) -> Answer:
        if request.path.startswith("/_control/"):
            return control.answer(sandbox, request)
        if request.path.startswith(("/v1/", "/v2/")):
            return api.answer(sandbox, request)
        return hosted_page.answer(sandbox, request)

    def _write(self, answer: Answer) -> None:
        if answer.delivery != "whole":
            self.close_connection = True
            if answer.delivery == "reset":
                # Linger for zero seconds: closing sends RST instead of a polite end.
                self.connection.setsockopt(
                    socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
                )
                self.connection.close()
            return
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002 - the name in the stdlib
        log.debug("%s %s", self.address_string(), format % arguments)

    def address_string(self) -> str:
        return str(self.client_address[0])
