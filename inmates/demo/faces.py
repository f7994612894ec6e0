"""Drawn faces, so that the demo has photos of nobody: one SVG for each look, put together from a few dozen parts."""

from dataclasses import dataclass, replace
from random import Random

from inmates.demo.hair import BEARDS, HAIR, behind

SKINS = ("#f3d7c0", "#ecc5a2", "#dcae86", "#c99769", "#b07f53", "#8f5f3e", "#70472d", "#573522")
TINTS = {
    "black": "#1d1917",
    "dark": "#3a2b22",
    "brown": "#6b4a30",
    "auburn": "#8a4a2a",
    "blond": "#c8a165",
    "grey": "#a9a6a1",
    "white": "#dcd9d4",
}
CLOTHES = ("#3f4e58", "#56636c", "#4b5b52", "#6a5a4e", "#39455a", "#5b4a57")
WALL = "#d3d9dc"
GREYING, OLD = 48, 66
WIDTH, HEIGHT = 96, 120


@dataclass(frozen=True)
class Look:
    skin: int = 0
    hair: str = "short"
    tint: str = "brown"
    beard: str = ""
    clothes: int = 0
    width: float = 19.5
    brow: float = 0.0
    nose: int = 0
    mouth: int = 0
    glasses: bool = False
    age: int = 35
    woman: bool = False


def look_of(dice: Random, *, woman: bool, age: int, skins: tuple[int, ...], tints: tuple[str, ...]) -> Look:
    styles = [name for name, style in HAIR.items() if style.woman == woman and style.fits(age)]
    return Look(
        skin=dice.choice(skins),
        hair=dice.choice(styles),
        tint=greyed(dice.choice(tints), age, dice),
        beard="" if woman else dice.choice(("", "", "", "stubble", "full", "short", "moustache", "goatee")),
        clothes=dice.randrange(len(CLOTHES)),
        width=round(dice.uniform(17.6, 18.8) if woman else dice.uniform(18.6, 21.0), 1),
        brow=round(dice.uniform(-1.2, 1.2), 1),
        nose=dice.randrange(3),
        mouth=dice.randrange(3),
        glasses=dice.random() < (0.35 if age >= GREYING else 0.12),
        age=age,
        woman=woman,
    )


def greyed(tint: str, age: int, dice: Random) -> str:
    if age >= OLD:
        return dice.choice(("grey", "white"))
    return "grey" if age >= GREYING and dice.random() < (age - GREYING + 6) / 30 else tint


def draw(look: Look) -> str:
    skin, hair = SKINS[look.skin], TINTS[look.tint]
    parts = [
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{WALL}"/>',
        behind(look.hair, hair),
        *body(skin, CLOTHES[look.clothes]),
        f'<ellipse cx="{48 - look.width:.1f}" cy="54" rx="3" ry="5" fill="{shade(skin, 0.9)}"/>',
        f'<ellipse cx="{48 + look.width:.1f}" cy="54" rx="3" ry="5" fill="{shade(skin, 0.9)}"/>',
        f'<ellipse cx="48" cy="51" rx="{look.width}" ry="25" fill="{skin}"/>',
        *features(look, skin),
        BEARDS[look.beard].format(hair=hair, lip=shade(skin, 0.72)),
        HAIR[look.hair].front.format(hair=hair),
    ]
    if look.glasses:
        parts.append(GLASSES)
    inside = "".join(part for part in parts if part)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">{inside}</svg>\n'


GLASSES = (
    '<g fill="none" stroke="#2b3238" stroke-width="1.3"><rect x="32.500" y="46.500" width="13" height="9.500" rx="4"/>'
    '<rect x="50.500" y="46.500" width="13" height="9.500" rx="4"/><path d="M45.500 50q2.500-1.800 5 0"/></g>'
)


def body(skin: str, clothes: str) -> tuple[str, ...]:
    return (
        f'<path d="M6 120c1-23 17-33 31-36h22c14 3 30 13 31 36z" fill="{clothes}"/>',
        f'<path d="M38 70h20v17c-2 5-6 8-10 8s-8-3-10-8z" fill="{shade(skin, 0.92)}"/>',
        f'<path d="M38 78c5 5 15 5 20 0v-6H38z" fill="{shade(skin, 0.78)}"/>',
    )


def features(look: Look, skin: str) -> list[str]:
    """Brows, eyes, nose and mouth, faint enough that the hair and the shape carry the likeness."""
    line = shade(skin, 0.62)
    brow = shade(TINTS[look.tint], 0.85) if look.tint not in ("white", "grey") else shade(TINTS["grey"], 0.8)
    height = 45 + look.brow
    parts = [
        stroke(
            f"M35 {height:.1f}q4-2.200 8.500-.5M61 {height:.1f}q-4-2.200-8.500-.5", brow, 1.3 if look.woman else 1.9
        ),
        EYES,
        stroke(NOSES[look.nose], line, 1.2),
        stroke(MOUTHS[look.mouth], shade(skin, 0.55), 1.6),
    ]
    if look.woman:
        parts.append(
            f'<path d="M42.500 66q5.500 3 11 0-2 3.600-5.500 3.600t-5.500-3.600z" fill="{shade(skin, 0.72)}"/>'
        )
    if look.age >= GREYING:
        parts.append(stroke(LINES_OF_AGE, shade(skin, 0.8), 1))
    return parts


def stroke(path: str, colour: str, width: float) -> str:
    return f'<path d="{path}" stroke="{colour}" stroke-width="{width}" fill="none" stroke-linecap="round"/>'


EYE = '<ellipse cx="{}" cy="51" rx="1.700" ry="1.900" fill="#2a2320"/>'
EYES = EYE.format("39.500") + EYE.format("56.500")
LINES_OF_AGE = "M38 61q-2.500 2.500-2.200 6M58 61q2.500 2.500 2.200 6M40 36.500q8-1.500 16 0"
NOSES = (
    "M48 51q-1.200 5-2.200 7.500 2 1.200 4 0",
    "M48.500 50q-1.500 6-3.200 8.500 2.500 1.600 5 .3",
    "M47.500 52q-.8 4-1.800 6 2 1 4.200 0",
)
MOUTHS = ("M42.500 66.500q5.500 2 11 0", "M43 66.500h10", "M42 66q6 3 12 .2")


def shade(colour: str, factor: float) -> str:
    channels = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return "#" + "".join(f"{round(channel * factor):02x}" for channel in channels)


def cast_look(given: dict[str, object], *, age: int, dice: Random) -> Look:
    """The look of someone in the drawings, with the rest by dice."""
    fixed = {"clothes": dice.randrange(len(CLOTHES)), "nose": dice.randrange(3), "mouth": dice.randrange(3), "age": age}
    return replace(Look(), **{**fixed, **given})  # type: ignore[arg-type]
