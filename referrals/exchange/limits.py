"""How long a text may be in the field of our tables where a column of the exchange lives."""

from cases.models import Case, IdentityDocument, Person, SafeContact, StatusChange
from referrals.exchange.fields import FIELDS

_MODELS = {model.__name__: model for model in (Case, IdentityDocument, Person, SafeContact, StatusChange)}


def _longest(target: str) -> int | None:
    model, _dot, path = target.partition(".")
    name = path.split(" ")[0]
    names = {each.name: each for each in _MODELS[model]._meta.get_fields()} if model in _MODELS else {}
    return getattr(names.get(name), "max_length", None)


# Field → characters, for the text fields that our tables hold.
LONGEST: dict[str, int] = {
    field.name: longest
    for field in FIELDS.values()
    if field.kind == "text" and (longest := _longest(field.target)) is not None
}
