"""Passwords: how they are hashed, which ones are too easy to guess, and how long a temporary one lives.

There are no rules of composition (a capital, a symbol) and passwords never run out: both make people choose
worse ones (ASVS 5.0.0, 6.2.5 and 6.2.10; NIST SP 800-63B 3.1.1.2). What is asked is length, and that the password is
not made of what is tried first. All of it is looked up here, in files that come with the program.
"""

import gzip
import math
import re
import string
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from threading import BoundedSemaphore

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from interface.plain import plain

TEMPORARY_LIVES = timedelta(hours=72)
_DATA = Path(__file__).resolve().parent / "data"


# Hashing ------------------------------------------------------------------------------------------------------------


class PasswordHasher(Argon2PasswordHasher):
    """Argon2id with 46 MiB, one pass, one lane: a profile of OWASP's and ASVS 5.0.0's lists.

    Django's own (100 MiB, 8 lanes) would take 5 GB when fifty sign in at once. Here each process hashes two at a time
    and the others wait: two processes take 184 MiB at most, and fifty are through in a second or two
    (tests/accounts/test_passwords.py).
    """

    time_cost = 1
    memory_cost = 46 * 1024
    parallelism = 1
    at_once = BoundedSemaphore(2)

    def encode(self, password, salt):
        with self.at_once:
            return super().encode(password, salt)

    def verify(self, password, encoded):
        with self.at_once:
            return super().verify(password, encoded)


class AccountBackend(ModelBackend):
    """Django's, refusing also a temporary password whose time is over: in the words of a wrong one."""

    def user_can_authenticate(self, user):
        return super().user_can_authenticate(user) and not is_run_out(user)

    def get_user(self, user_id):
        """With the office or the unit, which the frame of every page names; one query."""
        user = get_user_model().objects.select_related("office", "agency_unit").filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None


def is_run_out(user) -> bool:
    """Whether the account waits with a temporary password that nobody changed in 72 hours."""
    return user.must_change_password and timezone.now() > user.password_set_at + TEMPORARY_LIVES


# What is tried first ------------------------------------------------------------------------------------------------


class Kind(models.TextChoices):
    """What parts of an easy password are, as its owner is told: never the parts themselves."""

    WORK = "work", gettext_lazy("palabras de este trabajo")
    OWN = "own", gettext_lazy("tu nombre, tu usuario o tu lugar de trabajo")
    KNOWN = "known", gettext_lazy("palabras que otras personas ya usaron como contraseña")
    WALK = "walk", gettext_lazy("letras, números o teclas seguidas")
    REPEAT = "repeat", gettext_lazy("lo mismo repetido")
    YEAR = "year", gettext_lazy("años")


@dataclass(frozen=True)
class Part:
    """Where a guessable part ends, and by how many bits it lengthens the guessing."""

    end: int
    bits: float
    kind: Kind


# 30 guesses per hour reach an account (accounts/limits.py), and a stolen hash costs 50 ms a guess: 2^36 are a century.
ENOUGH_BITS = 36.0
_LONGEST_WORD = 30
_BITS_OF_LETTER, _BITS_OF_DIGIT, _BITS_OF_SIGN, _BITS_OF_SPACE = 4.0, 3.3, 4.0, 1.0
_WORK = (
    "calp trata tratas tratadepersonas victima victimas caso casos expediente expedientes denuncia denuncias upe mimp"
    " pnp mininter reniec flagrancia explotacion derivacion derivaciones ingreso ingresos atencion atenciones"
    " psicosocial legal asistencia sede sedes piura lima iquitos loreto maynas cusco puno madrededios perutrata"
    " contrasena password clave registro sistema"
)
_ROWS = ("qwertyuiop", "asdfghjklñ", "zxcvbnm", "1234567890", string.ascii_lowercase, "0123456789")
_COLUMNS = ("1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0pñ", "qazwsxedcrfvtgbyhnujmikolp", "741852963", "147258369")
_LEET = str.maketrans("0134578@$!", "oieastbasi")
_YEAR = re.compile(r"(?:19|20)\d\d")


class GuessableValidator:
    """Refuses what is made mainly of breached passwords, words of the place, the owner's own, walks and repeats."""

    def validate(self, password, user=None):
        bits, kinds = guessing(password, own_words(user))
        if bits < ENOUGH_BITS:
            told = ", ".join(str(kind.label) for kind in Kind if kind in kinds)
            raise ValidationError(
                _("Se adivina pronto: casi toda está hecha de %(parts)s. Añade palabras que no tengan que ver.")
                % {"parts": told}
                if told
                else _("Se adivina pronto. Hazla más larga, con palabras que no tengan que ver entre sí."),
                code="guessable",
            )

    def get_help_text(self):
        return _("Sin palabras del trabajo, nombres tuyos, años, repeticiones ni teclas seguidas.")


def own_words(user) -> dict[str, Kind]:
    """Words of the account itself and of where it works, as somebody who knows its owner would try them."""
    product = dict.fromkeys(_words_in(settings.PRODUCT_NAME), Kind.WORK)
    if user is None:
        return product
    texts = (user.username, user.display_name, user.email, user.place_of_work)
    return product | dict.fromkeys((word for text in texts for word in _words_in(text or "")), Kind.OWN)


def guessing(password: str, own: dict[str, Kind]) -> tuple[float, set[Kind]]:
    """By how many bits of guessing the cheapest way to compose a password is reached, and of what kinds of part.

    Each part costs the logarithm of its place in the order in which it is tried; what is in no list costs by the sign.
    """
    text = plain(password)
    best: list[tuple[float, frozenset[Kind]]] = [(0.0, frozenset())]
    best += [(math.inf, frozenset())] * len(text)
    for start in range(len(text)):
        bits, kinds = best[start]
        for end, more, kind in _steps(text, start, own):
            if bits + more < best[end][0]:
                best[end] = (bits + more, kinds | {kind} if kind else kinds)
    return best[-1][0], set(best[-1][1])


def _steps(text: str, start: int, own: dict[str, Kind]) -> Iterator[tuple[int, float, Kind | None]]:
    yield start + 1, _bits_of_sign(text[start]), None
    for part in (*_lists(text, start, own), *_walks(text, start), *_repeats(text, start), *_years(text, start)):
        yield part.end, part.bits, part.kind


def _bits_of_sign(sign: str) -> float:
    if sign.isspace() or sign in "-_.,":
        return _BITS_OF_SPACE
    if sign.isdigit():
        return _BITS_OF_DIGIT
    return _BITS_OF_LETTER if sign.isalpha() else _BITS_OF_SIGN


def _lists(text: str, start: int, own: dict[str, Kind]) -> Iterator[Part]:
    """Words of the lists, also written with 0 for o and the like."""
    listed = _listed()
    for end in range(start + 3, min(len(text), start + _LONGEST_WORD) + 1):
        written = text[start:end]
        for word, more in ((written, 0.0), (written.translate(_LEET), 1.0)):
            if word in own:
                yield Part(end, 1.0 + more, own[word])
            elif word in listed:
                bits, kind = listed[word]
                yield Part(end, bits + more, kind)


def _walks(text: str, start: int) -> Iterator[Part]:
    """Neighbours on the keyboard, in the alphabet or in counting, either way."""
    for line in (*_ROWS, *_COLUMNS):
        for way in (line, line[::-1]):
            length = _common_length(way, text, start)
            for taken in range(3, length + 1):
                yield Part(start + taken, 3.0 + math.log2(taken), Kind.WALK)


def _common_length(way: str, text: str, start: int) -> int:
    at, length = way.find(text[start]), 0
    while 0 <= at + length < len(way) and start + length < len(text) and way[at + length] == text[start + length]:
        length += 1
    return length if at >= 0 else 0


def _repeats(text: str, start: int) -> Iterator[Part]:
    """The same as just before, once more."""
    for length in range(1, start + 1):
        if text[start : start + length] == text[start - length : start] and start + length <= len(text):
            yield Part(start + length, 0.5, Kind.REPEAT)


def _years(text: str, start: int) -> Iterator[Part]:
    if _YEAR.match(text, start):
        yield Part(start + 4, 5.0, Kind.YEAR)


@cache
def _listed() -> dict[str, tuple[float, Kind]]:
    """Word → bits and kind; the breached ones in the order of the leaks, ours as likely as they stand."""
    breached = gzip.decompress((_DATA / "breached.txt.gz").read_bytes()).decode().split()
    ours = (_DATA / "peru.txt").read_text().split()
    bits = {word: max(2.0, math.log2(rank)) for rank, word in enumerate(breached, start=1)}
    for rank, word in enumerate(ours, start=1):
        bits[word] = min(bits.get(word, 99.0), max(2.0, math.log2(rank)))
    return {word: (value, Kind.KNOWN) for word, value in bits.items()} | dict.fromkeys(_WORK.split(), (2.0, Kind.WORK))


def _words_in(text: str) -> list[str]:
    words = [word for word in re.split(r"[^a-z0-9]+", plain(text)) if len(word) >= 3]
    return [*words, "".join(words)]
