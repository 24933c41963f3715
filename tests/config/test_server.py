"""How gunicorn serves the site, and what is done before anybody waits."""

import pytest
from gunicorn.config import Config

from config import server
from config.warming import warm_up


def test_server_takes_no_more_connections_than_it_can_serve_at_once() -> None:
    served = Config()
    for name, value in vars(server).items():
        if name in served.settings:
            served.set(name, value)
    assert served.worker_connections == served.threads
    assert (served.keepalive, served.preload_app) == (0, True)
    assert served.worker_class_str == "gthread"


def test_warming_up_asks_neither_the_database_nor_stripe(monkeypatch: pytest.MonkeyPatch) -> None:
    """A site whose database is down begins all the same; without `django_db` none is there."""
    monkeypatch.setattr("socket.socket.connect", pytest.fail)
    warm_up()
