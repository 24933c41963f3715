"""Mutants that no test need kill, and why. A mutant is named by the line that it makes."""

_BUG = "The bug itself, switched on by tests: how exactly it oversells does not matter."
_WORDS = "Only the words of an error that nobody but a developer reads."

# Function → line → reason.
REASONS: dict[str, dict[str, str]] = {
    "shop.services.stock._hold_as_remembered": {
        "if variant.available <= quantity:": _BUG,
        "raise OutOfStockError(None, variant.available)": _BUG,
        "raise OutOfStockError(variant, None)": _BUG,
        "raise OutOfStockError(variant.available)": _BUG,
        "raise OutOfStockError(variant, )": _BUG,
    },
}
