"""mutmut, with one thing taught to it: `site/` is a folder on the import path and no package, so
`site/core/money.py` is `core.money`."""

from typing import Any

from mutmut.utils import format_utils

_strip_prefix = format_utils.strip_prefix


def strip_prefix(name: str, *, prefix: str, strict: bool = False) -> Any:
    if prefix == "src." and name.startswith("site."):
        return name.removeprefix("site.")
    return _strip_prefix(name, prefix=prefix, strict=strict)


format_utils.strip_prefix = strip_prefix

if __name__ == "__main__":
    from mutmut.__main__ import cli

    cli()
