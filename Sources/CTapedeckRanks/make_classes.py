#!/usr/bin/env python3
# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Makes scalar_classes.bin from what the regex engine inside tiktoken says about every Unicode scalar.

    python3 -m venv v && v/bin/pip install tiktoken==0.14.0
    v/bin/python make_classes.py scalar_classes.bin

The table has two stages: 8,704 bytes with the number of a block for each 128 scalars, then the blocks, a byte a scalar.
"""
import sys

from tiktoken._tiktoken import CoreBPE

# The bits of a byte, as in Splitting/ScalarClass.swift.
BITS = [
    (1, r"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]"),
    (2, r"[\p{Ll}\p{Lm}\p{Lo}\p{M}]"),
    (4, r"\p{L}"),
    (8, r"\p{N}"),
    (16, r"\s"),
    (32, r"[\r\n]"),
]
BLOCK = 128


def main():
    scalars = "".join(map(chr, (c for c in range(0x110000) if not 0xD800 <= c < 0xE000)))
    bytes_only = {bytes([value]): value for value in range(256)}
    classes = bytearray(0x110000)
    for bit, pattern in BITS:
        # With single bytes as the only tokens, encoding keeps what the pattern matches and drops the rest.
        matched = bytes(CoreBPE(bytes_only, {}, pattern).encode_ordinary(scalars)).decode()
        for scalar in map(ord, matched):
            classes[scalar] |= bit
    numbers, blocks = {}, []
    index = bytearray()
    for start in range(0, len(classes), BLOCK):
        block = bytes(classes[start:start + BLOCK])
        if block not in numbers:
            numbers[block] = len(blocks)
            blocks.append(block)
        index.append(numbers[block])
    with open(sys.argv[1], "wb") as file:
        file.write(bytes(index) + b"".join(blocks))
    print(f"{len(blocks)} blocks")


if __name__ == "__main__":
    main()
