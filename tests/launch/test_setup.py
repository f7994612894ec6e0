"""What is fetched is pinned and named without an address; what is made from it is whole, and made once."""

import itertools
import json
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from corrections.launch import assets, debian, node, paths, stamps, suite
from corrections.launch.say import LaunchRefused

REQUIREMENTS = sorted(paths.REQUIREMENTS.glob("*.txt"))
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module", autouse=True)
def _made() -> None:
    assets.ensure()


# ---- pins ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("file", REQUIREMENTS, ids=lambda file: str(file.stem))
def test_every_python_package_is_pinned_and_hashed(file: Path) -> None:
    entries = re.split(r"\n(?=[a-z0-9])", file.read_text())
    assert entries
    assert [entry for entry in entries if not re.match(r"[\w.\[\],-]+==\S+", entry) or not HASH.search(entry)] == []


@pytest.mark.parametrize("file", [*REQUIREMENTS, paths.ROOT / "package-lock.json"], ids=lambda file: str(file.name))
def test_no_lock_file_names_an_address_to_fetch_from(file: Path) -> None:
    text = file.read_text()
    assert "--index-url" not in text
    assert '"resolved"' not in text
    assert not re.search(r"^[^#\n]*@ ?https?://", text, re.MULTILINE)


def test_every_front_end_package_has_a_digest() -> None:
    packages = json.loads((paths.ROOT / "package-lock.json").read_text())["packages"]
    assert [name for name, entry in packages.items() if name and not entry.get("integrity")] == []


def test_every_direct_front_end_package_is_pinned_exactly() -> None:
    document = json.loads((paths.ROOT / "package.json").read_text())
    versions = document["dependencies"] | document["devDependencies"]
    assert [name for name, version in versions.items() if not re.fullmatch(r"\d+\.\d+\.\d+", version)] == []


def test_every_dependency_of_production_says_what_it_costs() -> None:
    lines = (paths.REQUIREMENTS / "runtime.in").read_text().splitlines()
    bare = [
        line
        for before, line in itertools.pairwise(lines)
        if line and line[0] not in "#-" and not before.startswith("#")
    ]
    assert bare == []


# ---- assets ----------------------------------------------------------------------------------------------------
def test_the_sprite_has_each_icon_in_use_and_each_of_our_drawings() -> None:
    sprite = ET.parse(paths.ASSETS / "sprite.svg")  # noqa: S314 -- our own file
    drawn = {symbol.attrib["id"] for symbol in sprite.iter(f"{SVG}symbol")}
    assert drawn == {f"i-{name}" for name in assets.icons_in_use()} | {
        f"i-{file.stem}" for file in assets.OWN_ICONS.glob("*.svg")
    }
    assert all(len(symbol) for symbol in sprite.iter(f"{SVG}symbol"))


def test_an_icon_that_is_not_there_is_refused_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(LaunchRefused, match=r"Aksel has no icon Nothing \(for 'lock'\)"):
        assets.symbol("lock", tmp_path / "Nothing.svg")


def test_vendored_files_point_at_nothing_that_is_not_there() -> None:
    for name in [*assets.COPIES, "vendor/inter.css", "theme.css"]:
        text = (paths.ASSETS / name).read_text()
        assert "sourceMappingURL" not in text
        linked = re.findall(r"url\(\s*[\"']?(?!data:|#)([^\"')]+)", text)
        assert [link for link in linked if not (paths.ASSETS / name).parent.joinpath(link).exists()] == []


def test_the_theme_has_the_colours_of_its_configuration() -> None:
    theme = (paths.ASSETS / "theme.css").read_text().lower()
    colours = json.loads(assets.CONFIG.read_text())["themes"]["app"]["colors"]
    assert [
        name for name in (*colours["main"], *colours["support"]) if f"--ds-color-{name}-base-default" not in theme
    ] == []


# ---- made once -------------------------------------------------------------------------------------------------
def test_what_is_fresh_is_not_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise AssertionError("made again")

    monkeypatch.setattr(assets, "copy_vendored", refuse)
    assets.ensure()


def test_a_fingerprint_follows_contents_and_names(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.write_text("x")
    before = stamps.digest([one])
    assert stamps.digest([one]) == before
    one.write_text("y")
    assert stamps.digest([one]) != before
    other.write_text("y")
    assert stamps.digest([other]) != stamps.digest([one])


# ---- what is not there -----------------------------------------------------------------------------------------
def test_a_machine_without_node_is_no_obstacle(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert node.of_this_machine() is None


def test_a_node_that_is_too_old_is_not_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, text in (("node", "#!/bin/sh\necho v18.1.0\n"), ("npm", ""), ("npm-cli.js", "")):
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o755)
    (tmp_path / "npm").unlink()
    (tmp_path / "npm").symlink_to(tmp_path / "npm-cli.js")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert node.of_this_machine() is None


def test_a_need_that_cannot_be_met_says_what_to_install_and_how_to_go_on_without() -> None:
    need = debian.Need("The dance", ("ballroom",), ("no-such-program",), "DANCE=no")
    with pytest.raises(LaunchRefused) as refused:
        debian.ensure(need, may_install=False)
    assert str(refused.value) == (
        "The dance need no-such-program: install it (on Debian: apt install ballroom), or leave them out with DANCE=no."
    )


def test_what_is_switched_off_is_left_out_and_needs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROWSER", "no")
    monkeypatch.setenv("SERVERS", "no")
    monkeypatch.setattr(debian, "find", lambda _: None)
    assert suite.left_out() == ["journey", "servers"]


def test_make_alone_lists_the_targets() -> None:
    told = subprocess.run(["make"], cwd=paths.ROOT, capture_output=True, text=True, check=True).stdout
    targets = re.findall(r"^  make ([\w-]+) ", told, re.MULTILINE)
    assert targets == ["setup", "demo", "demo-reset", "test", "check", "bench", "shots", "messages"]


def test_setup_does_nothing_and_says_nothing_when_all_is_there() -> None:
    command = [sys.executable, "-m", "corrections.launch.setup", "--dev"]
    subprocess.run(command, cwd=paths.ROOT, capture_output=True, check=True)
    again = subprocess.run(command, cwd=paths.ROOT, capture_output=True, text=True, check=True)
    assert again.stdout + again.stderr == ""
