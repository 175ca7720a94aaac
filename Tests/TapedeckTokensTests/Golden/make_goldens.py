#!/usr/bin/env python3
# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Makes texts.jsonl and scalars.json beside this file: texts that are hard to split, with tiktoken's tokens.

    python3 -m venv v && v/bin/pip install tiktoken==0.14.0
    TIKTOKEN_CACHE_DIR=DIR v/bin/python make_goldens.py

DIR may hold the rank files under the names of tiktoken's cache; without it tiktoken fetches them.
"""
import json
import pathlib
import random
import unicodedata

import tiktoken

HERE = pathlib.Path(__file__).resolve().parent
BY_HAND = [
    "", " ", "  ", "\n", "\r\n", "\t", " \n", "\n ", "a", "What is the capital of France?", "hello world", "Hello, World!",
    "don't DON'T Don'T don’t", "I'M they'RE we'Ve he'LL she'd it'ſ IT'ſX 'ſ", "'s 's's ''s '", "'llama 'verb 'really",
    "HTTPServer camelCase PascalCase snake_case SCREAMING_CASE", "iPhone eBay McDonald's O'Neill",
    "x = 1234567890; y = 0x1F; z = 3.14159e-10", "١٢٣٤٥ १२३४५ ½²₃ ⅷⅣ 12३4", "a//b /* c */ // d\n//\r\n/e", "!!!\n\n\n...\r\n/x",
    "    indented\n\tand tabbed\n        \n    done  ", "trailing   ", "   leading", "a  b   c    d", "a \n b \n\n c", "\u00a0\u00a0x\u3000y\u2028z\u0085w",
    "e\u0301 \u0301 \u0301\u0301a A\u0301B \u0301A\u0301BC", "ʰello Hʰello HʰHH ªBC ABªCD", "ǅungla ǄUNGLA ǆungla ǅǅ",
    "日本語とEnglishの混在Text、かなカナ。", "你好，世界！", "한국어 텍스트", "नमस्ते दुनिया", "สวัสดีชาวโลก", "مرحبا بالعالم", "שלום עולם",
    "👨‍👩‍👧‍👦👍🏽🏳️‍🌈🇩🇪1️⃣🤷🏽‍♀️", "𝒜𝓫𝟘 𐐀𐐨 𞤀𞤢 𓀀", "<|endoftext|><|endofprompt|><|fim_prefix|>", "\u200b\u200d\ufeff\u180e", "\x00\x01\x7f",
    '{"messages": [{"role": "user", "content": "Hi\\n"}]}', "def f(x):\n    return x ** 2  # square\n", "SELECT * FROM t WHERE a='b';",
    "https://example.com/a/b?c=d&e=%20#f", "ſſ Straße STRASSE K Å", "\U0010ffff\ue000\uffff",
]
RUNS = ["a", "A", "aB", " ", "\n", " \n", "日", "😀", "-", "=", "xyzzy", "a\u0301", "0", "ªA"]
PARTS = [
    list("abcxyz"), list("ABCXYZ"), list("0123456789"), [" "], [" ", "\t", "\n", "\r"], ["\r\n", "\n\n", "  ", "     ", "\u00a0", "\u3000", "\u2028", "\u0085"],
    list("'’\"/\\.,;:!?-_()[]{}<>|@#$%^&*+=~"), ["'s", "'S", "'ll", "'LL", "'re", "'vE", "'m", "'d", "'T", "'ſ", "don't", "I'M"],
    list("äöüßéÀÉÎõǅǈ"), list("абвгЖЗИ"), list("αβγΔΩΣς"), list("日本語かなカナ한국"), list("مرحبا١٢٣"), list("שלום"), list("हिन्दी१२"), list("ไทยภาษา๑"),
    list("\u0301\u0308\u20e3\ufe0f\u200d"), ["👨‍👩‍👧‍👦", "🏳️‍🌈", "👍🏽", "🇩🇪", "1️⃣"], list("ⅷⅣ½²₃①"), list("ʰˢªº"), list("𝒜𝓫𝟘𐐀𐐨"),
    ["hello", "World", "HTTPServer", " the", " and", "return"], ["====", "----", "####", "////", "\n//", "..."],
]


def texts():
    yield from BY_HAND
    for run in RUNS:
        for count in [7, 99, 129, 600]:
            yield "q" + run * count + "Q"
    draw = random.Random(20)
    for _ in range(260):
        parts = draw.sample(PARTS, draw.randint(2, 5))
        yield "".join(draw.choice(draw.choice(parts)) for _ in range(draw.choice([3, 8, 20, 60])))


def block(start):
    """A text with each scalar of a block beside letters, digits and blanks."""
    scalars = (chr(value) for value in range(start, start + 256) if not 0xD800 <= value < 0xE000)
    return "".join(f"a{scalar}B{scalar}c {scalar}1 {scalar}\n" for scalar in scalars)


def main():
    encodings = [tiktoken.get_encoding(name) for name in ["o200k_base", "cl100k_base"]]
    with open(HERE / "texts.jsonl", "w") as file:
        for text in texts():
            line = {"text": text} | {encoding.name: encoding.encode_ordinary(text) for encoding in encodings}
            file.write(json.dumps(line, separators=(",", ":")) + "\n")
    # Of the long ranges of one category every 16th block is enough.
    kinds = lambda start: {unicodedata.category(chr(value)) for value in range(start, start + 256)}
    starts = [start for start in range(0, 0x110000, 256) if len(kinds(start)) > 1 or start % 0x1000 == 0]
    with open(HERE / "scalars.json", "w") as file:
        table = {encoding.name: [len(encoding.encode_ordinary(block(start))) for start in starts] for encoding in encodings}
        json.dump(table | {"starts": starts}, file, separators=(",", ":"))
        file.write("\n")


if __name__ == "__main__":
    main()
