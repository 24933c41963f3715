"""Stripe's errors: the status, type, code and words that the real service answers with."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


class ApiError(Exception):
    """An answer other than 2xx, raised anywhere and turned into Stripe's error body at the edge."""

    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        kind: str = "invalid_request_error",
        code: str | None = None,
        param: str | None = None,
        more: Json | None = None,
        headers: dict[str, str] | None = None,
        keeps_effect: bool = False,
    ) -> None:
        """`keeps_effect`: what was done up to here stays done, as with a card that was tried."""
        super().__init__(message)
        self.keeps_effect = keeps_effect
        self.message = message
        self.status = status
        self.kind = kind
        self.code = code
        self.param = param
        self.more = more or {}
        self.headers = headers or {}

    def body(self, request_id: str) -> Json:
        """The JSON that Stripe would send, `request_log_url` included."""
        error: Json = {}
        if self.code:
            error["code"] = self.code
            error["doc_url"] = f"https://stripe.com/docs/error-codes/{self.code.replace('_', '-')}"
        error["message"] = self.message
        if self.param:
            error["param"] = self.param
        error["request_log_url"] = f"https://dashboard.stripe.com/test/logs/{request_id}"
        error["type"] = self.kind
        error.update(self.more)
        return {"error": error}


def no_key() -> ApiError:
    return ApiError(
        "You did not provide an API key. You need to provide your API key in the Authorization "
        "header, using Bearer auth "
        "(e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See "
        "https://stripe.com/docs/api#authentication for details, or "
        "we can help at https://support.stripe.com/.",
        status=401,
    )


def invalid_key(key: str) -> ApiError:
    return ApiError(f"Invalid API Key provided: {masked(key)}", status=401)


def live_key(key: str) -> ApiError:
    """Refused before anything is looked at: no live key belongs into a training system."""
    return ApiError(
        f"Invalid API Key provided: {masked(key)}. Test and live mode API keys, requests, and "
        "objects are only available "
        "within the mode they are in, and this service has test mode only.",
        status=401,
        code="livemode_mismatch",
    )


def publishable_key() -> ApiError:
    return ApiError(
        "This API call cannot be made with a publishable API key. Please use a secret API key. "
        "You can find a list of your "
        "API keys at https://dashboard.stripe.com/account/apikeys.",
        status=401,
        code="secret_key_required",
    )


def not_permitted(key: str, account: str, permission: str) -> ApiError:
    return ApiError(
        f"The provided key '{masked(key)}' does not have the required permissions for this "
        f"endpoint on account '{account}'. Having the '{permission}' permission would allow this "
        "request to continue.",
        status=403,
    )


def masked(key: str) -> str:
    """`sk_live_********1234`: enough to recognise the key, too little to use it."""
    head, tail = (key[:8], key[-4:]) if len(key) > 16 else (key[:2], "")
    return head + "*" * max(len(key) - len(head) - len(tail), 4) + tail


def unknown_url(method: str, path: str) -> ApiError:
    return ApiError(
        f"Unrecognized request URL ({method}: {path}). Please see https://stripe.com/docs or we "
        "can help at "
        "https://support.stripe.com/.",
        status=404,
    )


def unknown_version(version: str) -> ApiError:
    return ApiError(f"Invalid Stripe API version: {version}")


def resource_missing(kind: str, identifier: str, param: str = "id") -> ApiError:
    return ApiError(
        f"No such {kind}: '{identifier}'", status=404, code="resource_missing", param=param
    )


def missing_reference(kind: str, identifier: str, param: str) -> ApiError:
    """The same words for an id inside a parameter: there Stripe answers 400, for an id in the URL
    404.
    """
    return ApiError(f"No such {kind}: '{identifier}'", code="resource_missing", param=param)


def parameter_unknown(name: str) -> ApiError:
    return ApiError(f"Received unknown parameter: {name}", code="parameter_unknown", param=name)


def parameter_missing(name: str) -> ApiError:
    return ApiError(f"Missing required param: {name}.", code="parameter_missing", param=name)


def parameter_empty(name: str) -> ApiError:
    return ApiError(
        f"You passed an empty string for '{name}'. We assume empty values are an attempt to unset "
        "a parameter; however "
        f"'{name}' cannot be unset. You should remove '{name}' from your request or supply a "
        "non-empty value.",
        code="parameter_invalid_empty",
        param=name,
    )


def parameter_invalid_integer(name: str, value: str) -> ApiError:
    return ApiError(f"Invalid integer: {value}", code="parameter_invalid_integer", param=name)


def parameter_invalid(name: str, message: str) -> ApiError:
    return ApiError(message, param=name)


def not_in_sandbox(what: str, param: str | None = None) -> ApiError:
    """Known to Stripe, not to this sandbox: refused, because ignoring it silently would prove
    something untrue.
    """
    return ApiError(
        f"This sandbox does not serve {what} yet; Stripe does.",
        code="sandbox_not_served",
        param=param,
    )


def rate_limited() -> ApiError:
    return ApiError(
        "Request rate limit exceeded. Learn more about rate limits here "
        "https://stripe.com/docs/rate-limits.",
        status=429,
        code="rate_limit",
        headers={"Stripe-Rate-Limited-Reason": "global-rate"},
    )


def internal(message: str = "An unknown error occurred.") -> ApiError:
    return ApiError(message, status=500, kind="api_error")


def idempotency_changed(key: str) -> ApiError:
    return ApiError(
        "Keys for idempotent requests can only be used with the same parameters they were first "
        "used with. Try using a key "
        f"other than '{key}' if you meant to execute a different request.",
        kind="idempotency_error",
    )


def idempotency_in_use(key: str) -> ApiError:
    return ApiError(
        "There is currently another in-progress request using this Idempotent Key (that probably "
        "means you submitted twice, "
        f"and the other request is still going through): {key}. Please try again later.",
        status=409,
        kind="idempotency_error",
        code="idempotency_key_in_use",
    )
