"""Whether a picture file is more than a picture. Reads bytes only; nothing is unpacked."""

from typing import Final

OTHER_FILES: Final = (
    b"pk\x03\x04",
    b"%pdf-",
    b"<?php",
    b"<script",
    b"<html",
    b"<svg",
    b"mz\x90\x00",
    b"\x7felf",
    b"rar!",
)
PNG: Final = b"\x89PNG\r\n\x1a\n"
PNG_TAIL: Final = 8  # the word IEND and its checksum
JPEG_START: Final = b"\xff\xd8"
MARK: Final = 0xFF
END: Final = 0xD9
BARE: Final = frozenset({0x00, 0x01, *range(0xD0, 0xD9)})  # a stuffed byte, TEM, restarts and start: no length follows


def hides_a_file(data: bytes) -> bool:
    """Whether something that is no picture follows the picture, or the file is no picture at all but says it is one."""
    rest = data[end_of_picture(data) :].lower()
    return any(signature in rest for signature in OTHER_FILES)


def end_of_picture(data: bytes) -> int:
    """Where the first picture in the file ends; 0 where it is neither PNG, WebP nor JPEG."""
    if data.startswith(PNG):
        end = data.find(b"IEND")
        return end + PNG_TAIL if end >= 0 else len(data)
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return int.from_bytes(data[4:8], "little") + 8
    return end_of_jpeg(data) if data.startswith(JPEG_START) else 0


def end_of_jpeg(data: bytes) -> int:
    """Walk the segments by their lengths; in the compressed part, a mark is followed by a bare byte unless it ends."""
    position = len(JPEG_START)
    while 0 <= position <= len(data) - 4:
        if data[position] != MARK:
            position = data.find(b"\xff", position)
            continue
        following = data[position + 1]
        if following == END:
            break
        if following == MARK:
            position += 1
        elif following in BARE:
            position += 2
        else:
            position += 2 + int.from_bytes(data[position + 2 : position + 4], "big")
    return position + 2 if position >= 0 else len(data)
