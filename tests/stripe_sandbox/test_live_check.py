import pytest

from stripe_sandbox import live_check
from stripe_sandbox.live_check import SCENARIOS, check_key, compare

from .world import client


def test_scenarios_agree_with_themselves(sandbox, capsys):
    """Both sides the sandbox: every scenario runs through, and nothing differs."""
    assert compare(client(sandbox.url), client(sandbox.url)) == 0

    said = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in said] == ["same"] * len(SCENARIOS)
    assert [live_check._outcome(one, client(sandbox.url)) for one in SCENARIOS] == [
        {
            "status": "open",
            "payment_status": "unpaid",
            "amount_total": 1700,
            "currency": "usd",
            "reference": "ours",
            "metadata": {"payment": "ours"},
            "prefix": "cs_test_",
            "intent": True,
            "life": 24,
        },
        {
            "status": "expired",
            "url": None,
            "again": {"status": 400, "code": None, "class": "InvalidRequestError"},
        },
        {"same": True, "changed": {"status": 400, "code": None, "class": "IdempotencyError"}},
        {
            "unknown": {"status": 400, "code": "parameter_unknown", "class": "InvalidRequestError"},
            "too little": {
                "status": 400,
                "code": "amount_too_small",
                "class": "InvalidRequestError",
            },
            "too soon": {"status": 400, "code": None, "class": "InvalidRequestError"},
            "missing": {"status": 404, "code": "resource_missing", "class": "InvalidRequestError"},
            "no lines": {
                "status": 400,
                "code": "parameter_missing",
                "class": "InvalidRequestError",
            },
        },
        {"newest first": True, "more": True, "then": True},
        {
            "prefix": "cus_",
            "metadata": {"b": "2", "c": "3"},
            "missing": {"status": 404, "code": "resource_missing", "class": "InvalidRequestError"},
        },
    ]


def test_difference_is_told(sandbox, capsys, monkeypatch):
    monkeypatch.setattr(live_check, "SCENARIOS", (id,))

    one, other = client(sandbox.url), client(sandbox.url, "sk_test_another_one")
    assert compare(one, other) == 1
    assert "DIFFERENT" in capsys.readouterr().out


@pytest.mark.parametrize(
    "key", ["", "sk_live_4eC39HqLyjWDarjtT1zdp7dc", "rk_live_x", "pk_test_x", "rk_test_x"]
)
def test_key_that_is_not_a_secret_test_key_is_refused(key, monkeypatch, capsys):
    monkeypatch.setenv("STRIPE_TEST_KEY", key)

    assert live_check.main() == 2
    assert "sk_test_" in capsys.readouterr().err
    assert check_key("sk_test_4eC39HqLyjWDarjtT1zdp7dc") == ""
