"""Two ways to use a page: with a pointer, and with nothing but the keyboard."""

from playwright.sync_api import Locator, Page

MOST_TABS = 150
# Cards and ready amounts show the focus of what they hold.
SHOWS_FOCUS = """element => [element, element.closest(".card, .choice")].some(
    shown => shown && getComputedStyle(shown).outlineStyle !== "none")"""


class Pointer:
    """Clicks and types."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, target: Locator) -> None:
        target.click()

    def type(self, target: Locator, text: str) -> None:
        target.fill(text)

    def choose(self, target: Locator, name: str) -> None:
        """An option of a list, by the beginning of its name."""
        names = target.locator("option").all_inner_texts()
        target.select_option(label=next(each for each in names if each.startswith(name)))


class Keyboard(Pointer):
    """Tabs from wherever it is to what it wants, as somebody without a pointer does, and fails when
    it does not get there or cannot see where it is."""

    def reach(self, target: Locator) -> None:
        for _tab in range(MOST_TABS):
            if target.evaluate("element => element === document.activeElement"):
                assert target.evaluate(SHOWS_FOCUS), f"{target} does not show its focus"
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{target} cannot be reached with the Tab key")

    def press(self, target: Locator) -> None:
        self.reach(target)
        is_choice = target.get_attribute("type") in {"radio", "checkbox"}
        self.page.keyboard.press("Space" if is_choice else "Enter")

    def type(self, target: Locator, text: str) -> None:
        self.reach(target)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def choose(self, target: Locator, name: str) -> None:
        self.reach(target)
        self.page.keyboard.type(name)
