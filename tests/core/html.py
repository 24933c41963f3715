"""What may not stand on any public page, found by a parser."""

from html.parser import HTMLParser

from core.stylesheet import stylesheet


class Inline(HTMLParser):
    """Inline scripts, styles and handlers, which the policy of the public site blocks. Data is no
    script, and the one stylesheet is named in the policy."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        names = dict(attributes)
        is_data = names.get("type") == "application/ld+json"
        if tag == "style" or (tag == "script" and "src" not in names and not is_data):
            self.found.append(f"<{tag}>")
        self.found += [name for name in names if name == "style" or name.startswith("on")]


def inline_code_in(html: str) -> list[str]:
    parser = Inline()
    parser.feed(html.replace(f"<style>{stylesheet().text}</style>", "", 1))
    return parser.found
