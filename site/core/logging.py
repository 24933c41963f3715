"""Logs for machines and for people's privacy: one JSON object a line, personal data scrubbed."""

import json
import logging
import re
import traceback
from datetime import UTC, datetime

# Order matters: URLs with tokens first, then keys, then e-mail addresses.
SCRUBBED = (
    (
        re.compile(
            r"(/thanks/|/receipts?/|/cancelled/|/bm-link/|/my/gift/|/statements/|/transfer/|/news/)"
            r"[^/\s\"']+"
        ),
        r"\1[token]",
    ),
    (
        re.compile(r"\b(?:sk|rk|pk)_(?:test|live)_\w+|\bwhsec_\w+|\bcs_(?:test|live)_\w+"),
        "[secret]",
    ),
    (re.compile(r"[^\s@\"'<>(),:;]+@[^\s@\"'<>(),:;]+\.[^\s@\"'<>(),:;]+"), "[e-mail]"),
    (re.compile(r"\?[^\s\"']*"), "?[query]"),
)


def scrub(text: str) -> str:
    """The text without e-mail addresses, keys, capability tokens and query strings."""
    for pattern, replacement in SCRUBBED:
        text = pattern.sub(replacement, text)
    return text


class RefusalFilter(logging.Filter):
    """Lets no line pass that one more request came too often: somebody who sends thousands would
    fill the disk with them. Whatever refuses tells of it once."""

    def filter(self, record: logging.LogRecord) -> bool:
        return getattr(record, "status_code", None) != 429


class JsonFormatter(logging.Formatter):
    """Time (UTC), level, logger, message; of an exception its type and place, never its text,
    since database and form errors quote what people typed."""

    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": scrub(record.getMessage()),
        }
        if record.exc_info and record.exc_info[0] is not None:
            entry["error"] = record.exc_info[0].__name__
            entry["at"] = " < ".join(
                f"{frame.filename.rsplit('/', 2)[-1]}:{frame.lineno} {frame.name}"
                for frame in reversed(traceback.extract_tb(record.exc_info[2])[-8:])
            )
        return json.dumps(entry, ensure_ascii=False)
