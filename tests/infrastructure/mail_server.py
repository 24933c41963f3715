"""A mail server on loopback that keeps what it is given, and can be as bad as real ones are."""

import socketserver
import threading
from email import message_from_bytes, policy
from email.message import EmailMessage


class MailServer:
    """`mails` holds what was accepted, oldest first.

    `hold("before")` lets whoever sends a mail wait before it is accepted, `hold("after")` after
    that and before they are told; `refuse()` turns everybody away; `accept()` is how it begins.
    """

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.waiting = 0
        self._mode = "accept"
        self._open = threading.Event()
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), _Conversation)
        self._server.mail_server = self
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """As `EMAIL_URL` wants it."""
        return f"smtp://127.0.0.1:{self._server.server_address[1]}"

    def hold(self, when: str) -> None:
        self._open = threading.Event()
        self.waiting = 0
        self._mode = when

    def refuse(self) -> None:
        self._mode = "refuse"

    def accept(self) -> None:
        self._mode = "accept"
        self._open.set()

    def renew(self) -> None:
        """Forget every mail and accept the next."""
        self.accept()
        self.mails.clear()

    def to(self, address: str) -> list[EmailMessage]:
        return [mail for mail in self.mails if address in str(mail["To"])]

    def close(self) -> None:
        self.accept()
        self._server.shutdown()
        self._server.server_close()

    @property
    def refuses(self) -> bool:
        return self._mode == "refuse"

    def take(self, raw: bytes) -> bool:
        """Keep a mail; False when it came to a server that had stopped."""
        mode, gate = self._mode, self._open
        if mode == "before":
            self._wait(gate)
            return False
        with self._lock:
            self.mails.append(message_from_bytes(raw, policy=policy.default))
        if mode == "after":
            self._wait(gate)
        return True

    def _wait(self, gate: threading.Event) -> None:
        with self._lock:
            self.waiting += 1
        gate.wait(60)


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    mail_server: MailServer


class _Conversation(socketserver.StreamRequestHandler):
    """As much of SMTP as Python's own client speaks."""

    server: _Server

    def handle(self) -> None:
        try:
            self._talk()
        except OSError:  # whoever sent it was killed
            return

    def _talk(self) -> None:
        own = self.server.mail_server
        if own.refuses:
            self._say(421, "not now")
            return
        self._say(220, "mail server of the tests")
        while line := self.rfile.readline():
            verb = line.split(None, 1)[0].upper() if line.split() else b""
            if verb == b"DATA":
                self._say(354, "go on")
                if not own.take(self._data()):
                    return
                self._say(250, "kept")
            elif verb == b"QUIT":
                self._say(221, "bye")
                return
            else:
                self._say(250, "yes")

    def _data(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        return b"".join(lines)

    def _say(self, code: int, text: str) -> None:
        self.wfile.write(f"{code} {text}\r\n".encode())
