#!/usr/bin/env python3
# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Generates the corpora of the ROUGE benchmark: a pure function of the seed.

Words are made of syllables with English endings and drawn by Zipf's law from 6,000, so that stems, repeated words
and rare words occur as in text. A prediction keeps about half of its reference's words, in order.
"""
import json
import random

ENDINGS = ["", "", "", "", "s", "ed", "ing", "er", "ly", "ation", "ness", "ies", "ful", "ization"]


class Writer:
    def __init__(self, seed):
        self.random = random.Random(seed)
        syllable = lambda: self.random.choice("bcdfghklmnprstvw") + self.random.choice("aeiou") + self.random.choice(["", "", "n", "r", "t", "l"])
        words = ["the", "to", "of", "and", "a", "in", "is", "that", "for", "it", "was", "he", "she", "on", "with"]
        while len(words) < 6000:
            words.append("".join(syllable() for _ in range(self.random.choice([1, 1, 2, 2, 2, 3]))) + self.random.choice(ENDINGS))
        self.words = words
        total, self.weights = 0.0, []
        for rank in range(len(words)):
            total += 1 / (rank + 2)
            self.weights.append(total)

    def tokens(self, count):
        return self.random.choices(self.words, cum_weights=self.weights, k=count)

    def edited(self, tokens):
        out = []
        for token in tokens:
            draw = self.random.random()
            if draw < 0.55:
                out.append(token)
            elif draw < 0.85:
                out += self.tokens(1)
            elif draw < 0.93:
                out += self.tokens(2)
        return out or self.tokens(1)

    def sentence(self, tokens):
        text = " ".join(token + ("," if self.random.random() < 0.06 else "") for token in tokens)
        return text[:1].upper() + text[1:] + "."

    def lines(self, tokens, count):
        size = (len(tokens) + count - 1) // count
        return "\n".join(self.sentence(tokens[i : i + size]) for i in range(0, len(tokens), size))


def dialogue(count=819, seed=1):
    writer = Writer(seed)
    for _ in range(count):
        tokens = writer.tokens(writer.random.randint(12, 28))
        yield writer.sentence(tokens), writer.sentence(writer.edited(tokens))


def news(count=10_000, seed=2):
    writer = Writer(seed)
    for _ in range(count):
        tokens = writer.tokens(writer.random.randint(48, 72))
        lines = writer.random.randint(3, 4)
        yield writer.lines(tokens, lines), writer.lines(writer.edited(tokens), lines)


def long(size=2_000, seed=3):
    writer = Writer(seed)
    tokens = writer.tokens(size)
    other = [t if writer.random.random() < 0.5 else writer.tokens(1)[0] for t in tokens]
    yield writer.sentence(tokens), writer.sentence(other)


def write(pairs, path):
    with open(path, "w", encoding="utf-8") as file:
        for reference, prediction in pairs:
            file.write(json.dumps({"reference": reference, "prediction": prediction}) + "\n")
