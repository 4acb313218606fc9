"""The sections of a model file, see `crates/model/src/file.rs`."""

import struct


def sections(path):
    """The bytes of each section by its name."""
    content = open(path, "rb").read()
    count, at, names = struct.unpack_from("<I", content, 12)[0], 24, []
    for _ in range(count):
        length = struct.unpack_from("<I", content, at)[0]
        name = content[at + 4 : at + 4 + length].decode()
        names.append((name, struct.unpack_from("<Q", content, at + 4 + length)[0]))
        at += 12 + length
    result = {}
    for name, size in names:
        result[name] = content[at : at + size]
        at += size
    return result
