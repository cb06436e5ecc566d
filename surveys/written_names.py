"""Names in free text: which names of a vocabulary stand in a cell that people filled in as they liked.

Conventions
-----------
A cell may have several names, in any script, between separators (``/ , ;``), small words (and, und, y, 和) or
in a sentence. What is neither a name nor a small word leaves a doubt; a cell that denies (``not English``)
gives nothing. Case, accents and blanks do not count. A name with a slip of the pen is read as the one that it
is near to, with a doubt, and not at all where it is near to several.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

_SEPARATORS = re.compile(r"[/／|,，、;；&＆+＋\n()（）\[\]]+")
_SHARE = re.compile(r"\d+(?:[.,]\d+)?\s*[%％]")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_CAPITAL_CODE = re.compile(r"[A-Z]{2,3}")
_UNSEEN = frozenset("'’‘ʼʻ`´.·")
"""Left out where text is compared: ``U.S.A.`` is ``usa``."""

_MAX_WORDS = 10
"""Tokens that a name may have: words, or Chinese characters."""
_MAX_WORDS_WITH_SLIPS = 6
"""A longer part is a sentence: any word of it may be near to some name."""
_LETTERS_SHOWN = 80
_LETTERS_FOR_ONE_SLIP = 5
_LETTERS_FOR_TWO_SLIPS = 9
"""Shorter names are near to too many others."""

_SMALL_WORDS = """
and or also both a little bit partly partially mostly mainly native first second mother tongue tongues
language languages my is are the i speak of in at home grew up with
und oder auch sowie teilweise teils hauptsächlich meine mein muttersprache muttersprachen sprache ist sind ich
spreche zu hause aufgewachsen mit
y e o u también parcialmente principalmente mi mis lengua lenguas materna maternas idioma es son hablo en casa
el la los
també llengua és parlo et ou aussi langue maternelle ma je parle ed anche lingua madre língua mãe falo
和 与 及 跟 或 以及 还有 我 我的 的 母语 语言 是 说 讲 会 主要 也 在 家 家里
"""
"""Words that may stand between names."""

_DENIALS = "not no non nicht kein keine ningún ninguna sin 不 不是 没 没有 无"


def folded(text: str) -> str:
    """Text as it is compared: without case and accents, one blank between words, Chinese without blanks."""
    return _joined(_tokens(text))


@dataclass(frozen=True)
class Reading:
    """What was found in a cell: codes in the order in which they were written, each once; a phrase a doubt.

    Nothing was understood where there are no codes; the doubts then say why.
    """

    codes: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Vocabulary:
    """Folded names of some kind of things, with the code of each."""

    names: Mapping[str, str]
    codes: Collection[str]
    """Codes that may be written themselves, in capitals."""
    doubtful: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Code of a name, and why it is doubtful: a phrase that follows the name."""
    unknowable: Mapping[str, str] = field(default_factory=dict)
    """Why a name has no code: a phrase that follows it."""

    def read(self, cell: str) -> Reading:
        """The names in a cell."""
        search = _Search(self)
        search.take(cell)
        if not search.codes and not search.doubts:
            return Reading(doubts=(f"{_quoted(cell)} is not known",))
        return Reading(tuple(dict.fromkeys(search.codes)), tuple(dict.fromkeys(search.doubts)))

    def near(self, name: str) -> list[str]:
        """The names that a folded name may be with a slip; none for a short one."""
        letters = len(name)
        most = (letters >= _LETTERS_FOR_ONE_SLIP) + (letters >= _LETTERS_FOR_TWO_SLIPS)
        if not most:
            return []
        alike = [
            known for n in range(letters - most, letters + most + 1) for known in self._by_length.get(n, ())
        ]
        distances = {known: n_slips(name, known) for known in alike}
        nearest = min(distances.values(), default=most + 1)
        return [known for known, n in distances.items() if n == nearest and n <= most]

    @cached_property
    def _by_length(self) -> dict[int, list[str]]:
        lengths: dict[int, list[str]] = {}
        for name in self.names:
            lengths.setdefault(len(name), []).append(name)
        return lengths


def names_by_precedence(*sources: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Folded name → code, of names and their codes from several sources, the best source first.

    The best source that has a name decides; a name that it gives several codes has none.
    """
    decided: dict[str, set[str]] = {}
    for source in sources:
        codes: dict[str, set[str]] = {}
        for name, code in source:
            codes.setdefault(folded(name), set()).add(code)
        decided = codes | decided
    return {name: next(iter(codes)) for name, codes in decided.items() if len(codes) == 1 and name}


def n_slips(one: str, other: str) -> int:
    """Letters to be put in, left out, changed or swapped with their neighbour to make one text the other.

    References
    ----------
    Damerau (1964), Communications of the ACM 7(3): optimal string alignment.
    """
    before_last: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        row = [i]
        for j, wanted in enumerate(other, start=1):
            best = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                best = min(best, before_last[j - 2] + 1)
            row.append(best)
        before_last, last = last, row
    return last[-1]


class _Search:
    """Goes through one cell."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self.codes: list[str] = []
        self.doubts: list[str] = []
        self._is_denied = False

    def take(self, cell: str) -> None:
        """Find every name of the cell."""
        if self._take_name(folded(cell), cell.strip()):
            return
        text = _SHARE.sub(" ", cell)
        for part in filter(folded, _SEPARATORS.split(text)):
            self._take_part(part.strip())
        if self._is_denied:
            self.codes, self.doubts = [], [f"{_quoted(cell)} denies"]
        elif text != cell and self.codes:
            self.doubts.append("shares are given; the names keep the order in which they were written")

    def _take_part(self, part: str) -> None:
        name = folded(part)
        if self._take_name(name, part):
            return
        if name in _DENYING:
            self._is_denied = True
        elif _CAPITAL_CODE.fullmatch(part):
            self._take_code(part)
        elif name not in _SMALL and not self._take_slip(name, part):
            self._take_words(part)

    def _take_name(self, name: str, written: str) -> bool:
        vocabulary = self._vocabulary
        if name in vocabulary.unknowable:
            self.doubts.append(f"{_quoted(written)} {vocabulary.unknowable[name]}")
        elif name in vocabulary.doubtful:
            code, reason = vocabulary.doubtful[name]
            self.codes.append(code)
            self.doubts.append(f"{_quoted(written)} {reason}")
        elif name in vocabulary.names:
            self.codes.append(vocabulary.names[name])
        else:
            return False
        return True

    def _take_code(self, written: str) -> None:
        code = next((code for code in (written, written.lower()) if code in self._vocabulary.codes), None)
        if code is None:
            self.doubts.append(f"{_quoted(written)} is not known")
            return
        self.codes.append(code)
        self.doubts.append(f"{_quoted(written)} was read as a code")

    def _take_slip(self, name: str, written: str) -> bool:
        near = self._vocabulary.near(name)
        codes = {self._vocabulary.names[known] for known in near}
        if len(codes) != 1:
            return False
        self.codes.append(codes.pop())
        self.doubts.append(f"{_quoted(written)} was read as {min(near)!r}")
        return True

    def _take_words(self, part: str) -> None:
        """Take the names in a part that is none itself, the longest first; tell what is left over."""
        words = _tokens(part)
        place, left, may_slip = 0, [], len(words) <= _MAX_WORDS_WITH_SLIPS
        while place < len(words):
            n_taken = self._take_longest(words[place:])
            word = words[place]
            if word in _DENYING and not n_taken:
                self._is_denied = True
            elif not n_taken and not (may_slip and self._take_slip(word, word)):
                left.append(word)
            place += n_taken or 1
        if left:
            unknown = part if left == words else _joined(left)
            self.doubts.append(f"{_quoted(unknown)} is not known")

    def _take_longest(self, words: list[str]) -> int:
        """How many of the next words are a name, which is taken, or small words."""
        for n_words in range(min(_MAX_WORDS, len(words)), 0, -1):
            name = _joined(words[:n_words])
            # One letter, or one Chinese character, is no name in a sentence.
            if name in _SMALL or (len(name) > 1 and self._take_name(name, name)):
                return n_words
        return 0


def _quoted(text: str) -> str:
    text = text.strip()
    return repr(text if len(text) <= _LETTERS_SHOWN else f"{text[:_LETTERS_SHOWN]}…")


def _tokens(text: str) -> list[str]:
    """Words without case and accents; of Chinese text the characters."""
    return [token for word in _plain(text).split() for token in _characters(word)]


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(
        character if character.isalnum() or unicodedata.category(character).startswith("M") else " "
        for character in decomposed
        if character not in _UNSEEN and not unicodedata.combining(character)
    )


def _characters(word: str) -> Iterator[str]:
    begin = 0
    for found in _HAN.finditer(word):
        yield from filter(None, (word[begin : found.start()], found.group()))
        begin = found.end()
    if begin < len(word):
        yield word[begin:]


def _joined(tokens: Iterable[str]) -> str:
    text = ""
    for token in tokens:
        is_chinese = bool(text) and bool(_HAN.match(token)) and bool(_HAN.match(text[-1]))
        text += token if is_chinese or not text else f" {token}"
    return text


_SMALL = frozenset(map(folded, _SMALL_WORDS.split()))
_DENYING = frozenset(map(folded, _DENIALS.split()))
