"""What the browser gets that we did not write: copied out of node_modules into ``var/assets``.

vendor/designsystemet.css  vendor/designsystemet-web.js  vendor/htmx.js  vendor/inter.css  vendor/inter-*.woff2
theme.css      made by the design system's own tool from designsystemet.config.json
sprite.svg     the icons in use: Aksel's by static/icons.txt, our own drawings from static/icons/*.svg
"""

import re
import shutil
from pathlib import Path

from corrections.launch import node, paths, stamps, tools
from corrections.launch.say import LaunchRefused, step

MODULES = paths.NODE_MODULES
CONFIG = paths.ROOT / "designsystemet.config.json"
LOCK = paths.ROOT / "package-lock.json"
ICON_LIST = paths.ROOT / "static" / "icons.txt"
OWN_ICONS = paths.ROOT / "static" / "icons"
AKSEL = MODULES / "@navikt" / "aksel-icons" / "dist" / "svg"
INTER = MODULES / "@fontsource-variable" / "inter"
COPIES = {
    "vendor/designsystemet.css": MODULES / "@digdir" / "designsystemet-css" / "dist" / "src" / "index.css",
    "vendor/designsystemet-web.js": MODULES / "@digdir" / "designsystemet-web" / "dist" / "umd" / "index.js",
    "vendor/htmx.js": MODULES / "htmx.org" / "dist" / "htmx.min.js",
}
SUBSETS = ("inter-latin-ext-wght-normal", "inter-latin-wght-normal")
SOURCE_MAP = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)
FONT_FACE = re.compile(r"/\* (?P<subset>[\w-]+) \*/\s*(?P<rule>@font-face \{.*?\})", re.DOTALL)
DRAWING = re.compile(r"<svg\b[^>]*>(?P<inside>.*)</svg>", re.DOTALL)


def ensure() -> None:
    build_theme()
    sources = [CONFIG, LOCK, ICON_LIST, Path(__file__), *OWN_ICONS.glob("*.svg")]
    fingerprint = stamps.digest(sources)
    if stamps.is_fresh("assets", fingerprint) and (paths.ASSETS / "sprite.svg").exists():
        return
    stamps.forget("assets")
    with step("Styles, fonts and icons"):
        copy_vendored()
        copy_font()
        (paths.ASSETS / "sprite.svg").write_text(sprite())
    stamps.mark("assets", fingerprint)


def build_theme() -> None:
    """The tool costs two seconds and 110 MB of packages, so it runs only when its configuration changes."""
    fingerprint = stamps.digest([CONFIG, LOCK])
    theme = paths.ASSETS / "theme.css"
    if stamps.is_fresh("theme", fingerprint) and theme.exists():
        return
    stamps.forget("theme")
    work = paths.VAR / "theme"
    tool: list[str | Path] = [
        node.find().node,
        MODULES / "@digdir" / "designsystemet" / "dist" / "bin" / "designsystemet.js",
        "tokens",
    ]
    with step("Theme"):
        tools.run([*tool, "create", "--config", CONFIG.name, "--clean"], "Making the theme")
        built: list[str | Path] = [
            "--tokens",
            work / "tokens",
            "--out-dir",
            work / "built",
            "--config",
            CONFIG.name,
            "--clean",
        ]
        tools.run([*tool, "build", *built], "Making the theme")
        theme.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(work / "built" / "app.css", theme)
    stamps.mark("theme", fingerprint)


def copy_vendored() -> None:
    """Without the pointers to source maps: the static files storage would look for those."""
    for name, source in COPIES.items():
        target = paths.ASSETS / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(SOURCE_MAP.sub("", source.read_text()))


def copy_font() -> None:
    """Latin and Latin extended alone: Norwegian, Sámi and the names of Europe."""
    rules = {match["subset"]: match["rule"] for match in FONT_FACE.finditer((INTER / "wght.css").read_text())}
    for subset in SUBSETS:
        shutil.copyfile(INTER / "files" / f"{subset}.woff2", paths.ASSETS / "vendor" / f"{subset}.woff2")
    css = "\n".join(rules[subset].replace("./files/", "./") for subset in SUBSETS)
    (paths.ASSETS / "vendor" / "inter.css").write_text(css + "\n")


def sprite() -> str:
    """One file with a symbol for each icon: `<use href="sprite.svg#i-lock"/>`."""
    drawings = {name: AKSEL / f"{file}.svg" for name, file in icons_in_use().items()}
    drawings |= {file.stem: file for file in OWN_ICONS.glob("*.svg")}
    symbols = [symbol(name, drawings[name]) for name in sorted(drawings)]
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def icons_in_use() -> dict[str, str]:
    """The lines of static/icons.txt: our name for it, and Aksel's."""
    lines = [line.split("#")[0].split() for line in ICON_LIST.read_text().splitlines()]
    wrong = [line for line in lines if len(line) not in (0, 2)]
    if wrong:
        raise LaunchRefused(f"static/icons.txt: {' '.join(wrong[0])!r} is not a name and an Aksel icon.")
    return {line[0]: line[1] for line in lines if line}


def symbol(name: str, file: Path) -> str:
    if not file.exists():
        raise LaunchRefused(f"static/icons.txt: Aksel has no icon {file.stem} (for {name!r}).")
    match = DRAWING.search(file.read_text())
    if match is None:
        raise LaunchRefused(f"{file} is not an SVG drawing.")
    return f'<symbol id="i-{name}" viewBox="0 0 24 24" fill="none">{" ".join(match["inside"].split())}</symbol>'
