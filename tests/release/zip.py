#!/usr/bin/env python3
"""Packs a folder into a zip that is the same, byte for byte, whenever it is packed.

    zip.py FOLDER FILE.zip

Names are sorted, times are $SOURCE_DATE_EPOCH, nobody owns anything.  Texts for people get the line ends of
Windows.
"""
import os
import pathlib
import sys
import time
import zipfile

TEXTS = {".txt", ".md"}
TEXT_NAMES = {"LICENSE", "COPYING", "copyright"}
PACKED_ALREADY = {".gz", ".xz"}


def pack(folder, target):
    moment = time.gmtime(int(os.environ["SOURCE_DATE_EPOCH"]))[:6]
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    part = target.with_suffix(".part")
    with zipfile.ZipFile(part, "w") as archive:
        for path in files:
            data = path.read_bytes()
            if path.suffix in TEXTS or path.name in TEXT_NAMES:
                data = data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
            entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), moment)
            entry.create_system = 0  # as if made on Windows: no rights
            entry.external_attr = 0
            entry.compress_type = zipfile.ZIP_DEFLATED
            if path.suffix in PACKED_ALREADY:
                entry.compress_type = zipfile.ZIP_STORED
            archive.writestr(entry, data, compresslevel=9)
    part.replace(target)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    pack(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
