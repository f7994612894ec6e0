"""Hair and beards of the drawn faces: paths over a head that is 39 wide and 50 high around (48, 51)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Style:
    front: str
    back: str = ""
    woman: bool = False
    from_age: int = 0
    to_age: int = 200

    def fits(self, age: int) -> bool:
        return self.from_age <= age <= self.to_age


def path(d: str, opacity: str = "") -> str:
    return f'<path d="{d}" fill="{{hair}}"{opacity}/>'


LONG_BACK = path("M25 50c0-22 10-32 23-32s23 10 23 32c0 16 2 28-2 38-9 4-33 4-42 0-4-10-2-22-2-38z")
BOB_BACK = path("M25 50c0-22 10-31 23-31s23 9 23 31c0 11 1 20-3 25H28c-4-5-3-14-3-25z")

HAIR: dict[str, Style] = {
    "short": Style(path("M28 47c-2-20 8-28 20-28s22 8 20 28c-2-8-4-13-8-16-8 3-18 3-25 0-4 3-5 9-7 16z")),
    "buzz": Style(
        path(
            "M28.500 46c-1-17 8-25 19.500-25s20.500 8 19.500 25c-2-8-5-14-19.500-14S30.500 38 28.500 46z",
            ' opacity=".85"',
        )
    ),
    "side": Style(path("M28 48c-3-21 8-30 21-29 12 0 21 8 19 28-2-7-3-12-6-15-10 1-20-2-25-6-2 8-6 12-9 22z")),
    "quiff": Style(
        path("M28.500 46c-2-13 3-22 9-27 8-6 22-5 28 3 4 6 4 15 2 24-2-8-4-12-8-14-8 1-16 0-24-1-4 4-6 9-7 15z")
    ),
    "curl": Style(
        path(
            "M27 46c-5-4-3-11 0-13 0-7 6-12 11-11 3-5 15-5 18 0 6-1 11 4 11 10 4 3 5 10 2 14-2-5-4-9-7-11-8 2-20 2-27-1-4 3-6 "
            "7-8 12z"
        ),
        to_age=58,
    ),
    "afro": Style(
        path(
            "M27 50c-6-6-6-15-2-20 2-9 12-15 23-15s21 6 23 15c4 5 4 14-2 20-1-7-3-12-7-16-9 2-19 2-28 0-4 4-6 9-7 16z"
        ),
        to_age=50,
    ),
    "long": Style(
        path("M28 50c-2-22 8-30 20-30s22 8 20 30c-2-9-6-15-12-18-6 4-14 5-20 3-4 3-6 8-8 15z"), back=BOB_BACK, to_age=55
    ),
    "topknot": Style(
        path("M28.500 45c-1-16 8-24 19.500-24s20.500 8 19.500 24c-3-8-8-12-19.500-12s-16.500 4-19.500 12z")
        + '<circle cx="48" cy="16.500" r="6" fill="{hair}"/>',
        to_age=45,
    ),
    "receding": Style(
        path(
            "M28 50c-2-14 2-22 9-26-3 5-4 9-5 13-2 3-3 7-4 13zM68 50c2-14-2-22-9-26 3 5 4 9 5 13 2 3 3 7 4 13zM41 27c4-3 10-3 14 0-5-1-9-1-14 0z"
        ),
        from_age=38,
    ),
    "bald": Style(
        path("M28.600 53c-1-4-1-8 .2-12 1.500 3 1.600 7 1.400 12zM67.400 53c1-4 1-8-.2-12-1.500 3-1.600 7-1.400 12z"),
        from_age=30,
    ),
    "straight": Style(
        path("M27.500 56c-3-25 8-36 21-36s23 11 20 36c-2-10-3-17-8-23-8 5-18 6-25 4-4 5-6 11-8 19z"),
        LONG_BACK,
        woman=True,
    ),
    "parted": Style(
        path("M28 54c-3-24 8-34 20-34s23 10 20 34c-2-12-8-18-20-25-12 7-18 13-20 25z"), LONG_BACK, woman=True
    ),
    "bob": Style(
        path("M28 52c-3-22 7-32 20-32s23 10 20 32c-1-6-2-11-3-15-10 3-24 2-31-1-3 4-5 10-6 16z"), BOB_BACK, woman=True
    ),
    "fringe": Style(
        path("M28 50c-3-20 7-30 20-30s23 10 20 30c-1-4-1-6-2-9-12-3-24-3-36 0-1 3-1 5-2 9z"), BOB_BACK, woman=True
    ),
    "tied": Style(
        path("M28.500 47c-2-18 8-27 19.500-27s21.500 9 19.500 27c-3-9-9-14-19.500-14s-16.500 5-19.500 14z"),
        path("M58 24c10-3 17 4 15 14-1 8 2 16-1 26-4 3-8 1-9-2 2-12 0-24-5-38z"),
        woman=True,
    ),
    "pixie": Style(path("M28 47c-3-20 7-28 20-28s24 8 20 28c-2-6-4-10-7-12-9 1-17-1-23-5-2 6-7 10-10 17z"), woman=True),
    "waves": Style(
        path(
            "M27 56c-5-8-2-14-1-20 1-11 10-18 22-18s21 7 22 18c1 6 4 12-1 20 0-9-3-17-9-23-8 5-17 6-24 3-5 5-8 12-9 20z"
        ),
        path("M24 54c-3-26 8-37 24-37s27 11 24 37c3 12 0 22-4 30-8 4-32 4-40 0-4-8-7-18-4-30z"),
        woman=True,
    ),
}

BEARDS: dict[str, str] = {
    "": "",
    "stubble": '<path d="M29.500 56c1 13 8 20 18.500 20s17.500-7 18.500-20c-2 6-6 6-9 5-6-1.500-13-1.500-19 0-3 1-7 1-9-5z" fill="{hair}" opacity=".22"/>',
    "short": '<path d="M29 55c1 4 4 5 6 5 6-1.500 20-1.500 26 0 2 0 5-1 6-5 0 14-8 21.500-19 21.500S29 69 29 55z" fill="{hair}" opacity=".55"/>'
    '<path d="M42.500 66q5.500 2.500 11 0" stroke="{lip}" stroke-width="2" fill="none" stroke-linecap="round"/>',
    "full": '<path d="M28.700 54c1 4 4 4 6 3 4-2 22-2 26.500 0 2 1 5 1 6-3 .5 14-7 23.500-19.200 23.500S28.200 68 28.700 54z" fill="{hair}" '
    'opacity=".92"/><path d="M42.500 65.500q5.500 3 11 0" stroke="{lip}" stroke-width="2.400" fill="none" stroke-linecap="round"/>',
    "moustache": '<path d="M40 62.500c3-2.500 6-2 8-1 2-1 5-1.500 8 1-2 2.500-5 2.500-8 1.500-3 1-6 1-8-1.500z" fill="{hair}"/>',
    "goatee": '<path d="M41 62.500c4-2 10-2 14 0 1 7-2 13-7 13s-8-6-7-13z" fill="{hair}" opacity=".9"/>'
    '<path d="M43.500 66q4.500 2 9 0" stroke="{lip}" stroke-width="2" fill="none" stroke-linecap="round"/>',
}


def behind(style: str, tint: str) -> str:
    return HAIR[style].back.format(hair=tint)
