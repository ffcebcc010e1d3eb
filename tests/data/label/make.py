#!/usr/bin/env python3
"""Makes the hand-made labels of this folder again, and prints what to expect of each.

It follows the published formats and shares nothing with the code under test.  The ids it prints
are the ones that the tests name.  README.md tells what each file is and how the recorded ones came
about.
"""
import hashlib
import pathlib
import struct
import uuid

HERE = pathlib.Path(__file__).resolve().parent
ANSI, UNICODE = 1, 2


def mtf(strings, name, software, label=None, first_event=512, block=1024, media_date=bytes(5)):
    """A TAPE descriptor block; label = (is a media label, text)."""
    encoding = {ANSI: "latin-1", UNICODE: "utf-16-le"}[strings]
    tape = bytearray(block)
    end = 94
    struct.pack_into("<4sIHBB", tape, 0, b"TAPE", 0, first_event, 14, 0)
    tape[48] = strings
    struct.pack_into("<IIHHHH", tape, 52, 0x5EED1234, 2 if label and label[0] else 0, 1, 0, 0, 1)
    struct.pack_into("<HH5sB", tape, 84, 512, 0x0FFF, media_date, 1)
    for address, text in ((68, name), (72, label[1] if label else ""), (80, software)):
        raw = text.encode(encoding)
        struct.pack_into("<HH", tape, address, len(raw), end)
        tape[end:end + len(raw)] = raw
        end += len(raw)
    struct.pack_into("<4sIQHHH", tape, first_event, b"SPAD", 0, block - first_event - 22, 0, 0, 0)
    checksum = 0
    for (word,) in struct.iter_unpack("<H", tape[:50]):
        checksum ^= word
    struct.pack_into("<H", tape, 50, checksum)
    return bytes(tape)


def mtf_label(media_id, domain, bar_code=""):
    fields = ("MTF Media Label", "1.0", "Example", "", "2004/02/29.12:34:56", bar_code, "1",
              media_id, domain, "VS:colour:blue")
    return "|".join(fields)


def vol1(volume, owner="", accessibility=" ", implementation="", version="4"):
    text = f"VOL1{volume:6}{accessibility}{'':13}{implementation:13}{owner:14}{'':28}{version}"
    assert len(text) == 80
    return text


def bacula(identifier, version, volume, label_time, block_id=b"BB02"):
    label = identifier.encode() + b"\0" + struct.pack(">Iqqdd", version, label_time, 0, 0.0, 0.0)
    for text in (volume, "", "Full", "Backup", "LTO", "backup.example", "storage", "test", "now"):
        label += text.encode() + b"\0"
    record = struct.pack(">iiI", -1, 0, len(label)) + label
    session = struct.pack(">II", 7, 1078058096)
    block = struct.pack(">III4s", 0, 16 + 8 + len(record), 0, block_id) + session + record
    return block.ljust(1024, b"\0")


def amanda(prefix, date, label):
    return f"{prefix}: TAPESTART DATE {date} TAPE {label}\n\014\n".encode().ljust(1024, b"\0")


LTFS_ID = "4dbc6f0e-3a52-4c1b-9e77-0d2f5a8b6c91"
LTFS_XML = f"""<?xml version="1.0" encoding="UTF-8"?>
<ltfslabel version="2.4.0">
    <creator>Example Archiver 1.0 - Linux - example</creator>
    <formattime>2016-02-29T12:34:56.123456789Z</formattime>
    <volumeuuid>{LTFS_ID}</volumeuuid>
    <location>
        <partition>a</partition>
    </location>
    <partitions>
        <index>a</index>
        <data>b</data>
    </partitions>
    <blocksize>524288</blocksize>
    <compression>true</compression>
</ltfslabel>
""".encode()

FREE_ID = "9b1c7a50-24f3-4e0d-8a66-c3d2e1f00123"
MEDIA_ID = "{c0ffee11-2233-4455-6677-8899aabbccdd}"
DOMAIN_ID = "{11111111-2222-3333-4444-555555555555}"
DATE = bytes((0x1F, 0x50, 0xBA, 0xC8, 0xB8))

LABELS = {
    "mtf_free": mtf(ANSI, "A00001L5", "Removable Storage",
                    (True, mtf_label(FREE_ID, "", "A00001L5"))),
    "mtf_labelled": mtf(UNICODE, "B\u00e4nder f\u00fcr M\u00e4rz", "Example Backup",
                        (True, mtf_label(MEDIA_ID, DOMAIN_ID))),
    "mtf_unlabelled": mtf(ANSI, "Media created 29.02.2004", "Example Backup",
                          (False, f"Set of {MEDIA_ID}"), media_date=DATE),
    "ansi": vol1("VOL001", "EXAMPLE OWNER").encode(),
    "ansi_ebcdic": vol1("VOL001", "EXAMPLE OWNER", version=" ").encode("cp037"),
    "ltfs": vol1("A00001", accessibility="L", implementation="LTFS").encode(),
    "ltfs_xml": LTFS_XML,
    "bacula": bacula("Bacula 1.0 immortal\n", 11, "Full-0001", 1078058096123456),
    "bacula_bb01": bacula("Bacula 0.9 mortal\n", 10, "Full-0001", 1078058096123456, b"BB01"),
    "bareos": bacula("Bareos 2.0 immortal\n", 20, "Full-0002", 1456749296123456),
    "amanda": amanda("AMANDA", "20040229", "DailySet1-07"),
    "amanda_netdump": amanda("NETDUMP", "X", "DailySet1-08"),
}


def identity(name, data):
    """The id that the rules give, worked out here once more."""
    if name == "mtf_free":
        return uuid.UUID(FREE_ID).bytes_le
    if name == "mtf_labelled":
        return uuid.UUID(MEDIA_ID).bytes_le
    if name == "mtf_unlabelled":
        return hashlib.md5(data[:512]).digest()
    if name == "ltfs_xml":
        return uuid.UUID(LTFS_ID).bytes_le
    if name.startswith("ba"):
        volume = b"Full-0002" if name == "bareos" else b"Full-0001"
        label_time = data.index(b"mortal\n\0") + 8 + 4
        return hashlib.md5(volume + data[label_time:label_time + 8]).digest()
    if name.startswith("tar"):
        return hashlib.md5(data[:512]).digest()
    if name.startswith("cpio"):
        return hashlib.md5(data[:data.index(b"hello.txt\0") + 10]).digest()
    if name.startswith("amanda"):
        return data.split(b" TAPE ")[1].split(b"\n")[0]
    return data[:80]


for label, content in LABELS.items():
    (HERE / f"{label}.bin").write_bytes(content)
for path in sorted(HERE.glob("*.bin")):
    print(f"{path.stem:16} {identity(path.stem, path.read_bytes()).hex()}")
