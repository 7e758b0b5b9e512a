"""How a name sounds in the Peruvian Andes and Amazon, so that "Quizpe Mamany" finds Quispe Mamani.

Clerks write what they hear: b and v, c and s and z, ll and y, g and j and x are one sound; h is none; Quechua and
Aymara names come with k, q, cc or qu, with w, hu or gu, and, for speakers of three vowels, with e for i and o for u.
``sound`` writes each word one way only. Equal keys mean "sounds the same"; a key is close to a name and as secret.
"""

import re
import unicodedata

PARTICLES = {"de", "del", "la", "las", "los", "el", "y", "e", "i", "da", "das", "di", "do", "dos", "van", "von"}
SHORT_FORMS = {"ma": "maria", "sta": "santa", "sto": "santo", "fco": "francisco"}

# In this order. The left side is a regular expression on small letters without accents; C stands for ch.
RULES = [
    (r"^dela(?=[a-z]{4})|^de(?:los|las)(?=[a-z]{4})", ""),  # Delacruz as De la Cruz
    (r"^s(?=[bcdfgklmnpqrtv])(?!ch)", "es"),  # Stéfany as Estéfany
    (r"^dj", "j"),
    (r"p[hf]", "f"),
    (r"sh", "s"),
    (r"t[sz]", "s"),  # Tsamarén as Samarén
    (r"c*ch+", "C"),
    (r"[ckq]*qu(?=[ei])", "k"),  # Jacqueline, Choqque
    (r"(?:cc+|c?k+c?|q+)[hj]?", "k"),  # Ccori, Khori, Qori; Ccencho too is hard
    (r"g[uü](?=[ao])|gü(?=[ei])|hu(?=[aeio])|^u(?=[aeio])", "w"),  # Guamán, Huamán, Uamán
    (r"g(?=[eiy])", "j"),
    (r"gu(?=[ei])", "g"),
    (r"gn", "n"),
    (r"^x(?=io)", "s"),  # Xiomara as Siomara
    (r"^x", "j"),
    (r"x", "ks"),
    (r"c(?=[eiy])|[zç]", "s"),
    (r"[cq]", "k"),
    (r"h", ""),
    (r"v", "b"),
    (r"ll(?=[aeiouy])", "y"),  # but Huillca, Sullca
    (r"m(?=[bp])", "n"),
    (r"k(?=t)", ""),  # Vítor as Víctor
    (r"^j", "y"),  # Jeny as Yeni, Jhon as Yon
    (r"e", "i"),
    (r"[oü]", "u"),
    (r"(.)\1+", r"\1"),
    (r"[iy]+(?=[aiu])", "y"),  # Maya, Maia, Malla; Mejía, Mejilla
    (r"y(?![aiu])", "i"),  # Mamany, Mayta
    (r"[uw]+(?=[aiu])", "w"),  # Carhua, Carua
    (r"w(?![aiu])", "u"),
    (r"(.)\1+", r"\1"),
]
_RULES = [(re.compile(left), right) for left, right in RULES]
_ACCENTS = re.compile(r"[\u0300-\u0302\u0304-\u0307\u0309-\u0326\u0328-\u036f]|(?<!n)\u0303|(?<!u)\u0308|(?<!c)\u0327")
_NOT_IN_A_WORD = re.compile(r"[^a-zñüç\s/-]")
_BETWEEN_WORDS = re.compile(r"[\s/-]+")


def words(name: str) -> tuple[str, ...]:
    """The words of a name that tell something: small letters, no accents, no particles, short forms written out."""
    plain = name.casefold()
    if not plain.isascii():
        plain = _ACCENTS.sub("", unicodedata.normalize("NFD", plain))  # all but those of ñ, ü and ç
        plain = unicodedata.normalize("NFC", plain)
    parts = _BETWEEN_WORDS.split(_NOT_IN_A_WORD.sub("", plain))
    return tuple([SHORT_FORMS.get(part, part) for part in parts if part and part not in PARTICLES])


def sound(word: str) -> str:
    """The key of one word as ``words`` gives it; ñ sounds like n, because keyboards lack it."""
    key = word.replace("ñ", "n")
    for left, right in _RULES:
        key = left.sub(right, key)
    return key


def sounds(name: str) -> tuple[str, ...]:
    """The keys of the words of a name, in their order."""
    return tuple(key for key in map(sound, words(name)) if key)
