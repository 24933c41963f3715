import contextlib
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from stripe_sandbox.process import FOLDER, SandboxError, SandboxProcess

from .world import SECRET, Receiver, call, client, session_parameters


def test_everything_answered_survives_a_kill():
    receiver = Receiver()
    with SandboxProcess(webhooks=[(receiver.url, SECRET)]) as sandbox:
        sandbox.control("POST", "deliveries", {"mode": "hold"})
        api = client(sandbox.url)
        session = api.v1.checkout.sessions.create(session_parameters(), {"idempotency_key": "s1"})
        sandbox.control("POST", "pay", {"session": session.id})
        sandbox.control("POST", "clock", {"advance": 3600})
        before = sandbox.control("GET", "dump")

        sandbox.kill()
        sandbox.start()

        after = sandbox.control("GET", "dump")
        assert (after["objects"], after["events"]) == (before["objects"], before["events"])
        assert after["now"] >= before["now"]
        again = api.v1.checkout.sessions.create(session_parameters(), {"idempotency_key": "s1"})
        assert again.id == session.id

        sandbox.control("POST", "deliveries", {"mode": "send"})
        sandbox.wait_for(5, lambda: "checkout.session.completed" in receiver.types)
        assert sandbox.control("GET", "mismatches")["mismatches"] == []
    receiver.close()


def test_queued_deliveries_survive_a_kill():
    receiver = Receiver(answers=[500])
    with SandboxProcess(webhooks=[(receiver.url, SECRET)]) as sandbox:
        client(sandbox.url).v1.customers.create({"name": "Awa"})
        sandbox.wait_for(5, lambda: receiver.types)
        sandbox.kill()
        sandbox.start()
        sandbox.control("POST", "clock", {"advance": 600})
        sandbox.wait_for(5, lambda: len(receiver.received) == 2)
    receiver.close()


def test_effect_before_a_kill_is_replayed_after_it():
    with SandboxProcess() as sandbox:
        sandbox.control("POST", "barriers", {"route": "POST /v1/customers", "when": "after"})
        threading.Thread(target=_ignore_errors, args=(sandbox.url,), daemon=True).start()
        sandbox.wait_for(5, lambda: sandbox.control("GET", "barriers")["waiting"])
        sandbox.kill()
        sandbox.start()

        page = call(sandbox.url, "/v1/customers", {"name": "Awa"}, Idempotency_Key="s2")

        assert page.headers["Idempotent-Replayed"] == "true"
        assert len(client(sandbox.url).v1.customers.list().data) == 1


def _ignore_errors(url):
    with contextlib.suppress(OSError):
        call(url, "/v1/customers", {"name": "Awa"}, Idempotency_Key="s2")


def test_clean_stop_at_sigterm():
    sandbox = SandboxProcess().start()
    process = sandbox._process
    process.send_signal(signal.SIGTERM)

    assert process.wait(5) == 0
    sandbox.close()


@pytest.mark.parametrize(
    "arguments",
    [
        ["--host", "0.0.0.0", "--port", "0"],
        ["--host", "example.org", "--port", "0"],
        ["--webhook", "http://127.0.0.1:1/"],
    ],
)
def test_command_line_that_is_refused(tmp_path, arguments):
    command = [sys.executable, "-m", "stripe_sandbox", "--database", str(tmp_path / "s.sqlite3")]
    ended = subprocess.run(
        [*command, *arguments],
        env={"PYTHONPATH": str(FOLDER)},
        capture_output=True,
        text=True,
        check=False,
        timeout=20,
    )

    assert ended.returncode != 0
    assert "loopback only" in ended.stderr or "--webhook-secret" in ended.stderr


def test_port_that_is_taken(sandbox, tmp_path):
    port = int(sandbox.url.rsplit(":", 1)[1])
    with pytest.raises(SandboxError, match="did not start"):
        SandboxProcess(database=tmp_path / "s.sqlite3", port=port, log=subprocess.DEVNULL).start()


def test_start_that_took_too_long_is_tried_again():
    sandbox = SandboxProcess(log=subprocess.DEVNULL)
    with pytest.raises(SandboxError, match="it said nothing"):
        sandbox.start(timeout=0)
    assert not sandbox.is_running
    assert sandbox.start().control("GET", "clock")["added"] == 0
    sandbox.close()


def test_sixty_four_connections_at_once(sandbox, api):
    def create(number):
        return call(sandbox.url, "/v1/customers", {"name": f"Sample {number}"}).status

    with ThreadPoolExecutor(64) as pool:
        statuses = list(pool.map(create, range(192)))

    assert statuses == [200] * 192
    assert len(list(api.v1.customers.list({"limit": 100}).auto_paging_iter())) == 192


def test_kept_alive_connection_is_fast(sandbox, api):
    api.v1.customers.list()
    began = time.monotonic()

    for _ in range(20):
        api.v1.customers.list({"limit": 1})

    assert time.monotonic() - began < 2
