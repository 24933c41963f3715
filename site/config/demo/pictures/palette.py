"""The colours of the pictures: cotton, mud and indigo, and what evening light makes of them."""

Colour = tuple[int, int, int]

COTTON: Colour = (251, 247, 239)
SHEA: Colour = (241, 230, 208)
OCHRE: Colour = (184, 118, 43)
MUD: Colour = (42, 33, 27)
INDIGO: Colour = (35, 54, 107)
MILLET: Colour = (92, 107, 47)
LATERITE: Colour = (158, 58, 31)

SUN: Colour = (255, 206, 128)
DUSK: Colour = (38, 26, 44)


def mix(first: Colour, second: Colour, share: float) -> Colour:
    """Blend two colours; `share` is the part of the second."""
    return (
        round(first[0] + (second[0] - first[0]) * share),
        round(first[1] + (second[1] - first[1]) * share),
        round(first[2] + (second[2] - first[2]) * share),
    )


SAND = mix(SHEA, OCHRE, 0.32)
CLAY = mix(OCHRE, LATERITE, 0.45)
WALL = mix(SAND, LATERITE, 0.22)
HONEY = mix(OCHRE, SUN, 0.4)
GOLD = (226, 164, 72)
DEEP_INDIGO = mix(INDIGO, MUD, 0.5)
PALE_INDIGO = mix(INDIGO, COTTON, 0.55)
DEEP_MILLET = mix(MILLET, MUD, 0.5)
PALE_MILLET = mix(MILLET, SHEA, 0.45)
BARK = mix(MUD, LATERITE, 0.3)
ENAMEL = mix(COTTON, PALE_INDIGO, 0.12)

SKINS: tuple[Colour, ...] = ((84, 48, 31), (66, 38, 27), (98, 58, 36), (74, 43, 30))
