"""Breaks one authorization at a time: a check that is left out, a scope that gives everything, a policy without its
condition. Works on the code that is loaded: a function's code is exchanged and put back.
"""

import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.db import connection

from tests.plugins.database import as_owner

ROOMS = ("accounts", "directory", "cases", "services", "referrals", "reports")
# Where it is decided who gets what, besides the doors, the querysets of the models and the checks of the views.
RULES = ("accounts.permissions", "cases.profile_topics", "services.aid_states")
SCOPES = {"visible_to", "for_agency", "in_scope_of"}
CHECKS = {"require", "to_edit_catalogues"}
REFUSALS = {"PermissionDenied", "Http404"}
DECIDES = re.compile(
    r"^(may_|can$|allowed|_?of_office|visible_to|for_agency|in_scope_of|open_of$|live$|current$|is_|next_aid_statuses)"
)


@dataclass(frozen=True)
class Mutant:
    """One change of one function; ``key`` names the function, ``what`` the change."""

    key: tuple[str, str]
    what: str
    tree: ast.Module


# The program -----------------------------------------------------------------------------------------------------


@cache
def modules() -> tuple[str, ...]:
    """Every module of the rooms in which something is let through or not, by its name."""
    packages = [importlib.import_module(room) for room in ROOMS]
    found = (each.name for one in packages for each in pkgutil.walk_packages(one.__path__, f"{one.__name__}."))
    return tuple(name for name in found if _is_door(name) or _is_view(name) or _holds_rows(name) or name in RULES)


def _decorates(function: ast.FunctionDef) -> bool:
    """What it makes was made when its module was loaded: exchanging it now changes nothing."""
    made = {each.name for each in function.body if isinstance(each, ast.FunctionDef)}
    return isinstance(function.body[-1], ast.Return) and getattr(function.body[-1].value, "id", "") in made


def _is_door(name: str) -> bool:
    return name.endswith((".access", "_access"))


def _is_view(name: str) -> bool:
    return ".views" in name or name.endswith("_views")


def _holds_rows(name: str) -> bool:
    return ".models" in name or name.endswith("_models")


def of_the_program() -> Iterator[Mutant]:
    for name in modules():
        tree = ast.parse(Path(importlib.import_module(name).__file__).read_text())
        for path, function in _functions(tree):
            if _decorates(function) or not (_is_door(name) or _is_view(name) or DECIDES.match(function.name)):
                continue
            for what, changed in _changes(function):
                if not _is_view(name) or what.startswith(("no check", "never refuse")):
                    yield Mutant((name, path), f"{name}.{path}: {what}", changed)


def _functions(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, node
        if isinstance(node, ast.ClassDef):
            yield from ((f"{node.name}.{each.name}", each) for each in node.body if isinstance(each, ast.FunctionDef))


def _changes(function: ast.FunctionDef) -> Iterator[tuple[str, ast.Module]]:
    """Every change of a function that lets more through."""
    source = ast.unparse(function)
    for number, node in enumerate(ast.walk(ast.parse(source))):
        for what in _ways(node, function.name):
            tree = ast.parse(source)
            place = list(ast.walk(tree))[number]
            before = " ".join(ast.unparse(place).split())
            _change(place, what)
            tree.body[0].decorator_list = []
            yield f"{what} in `{before[:90]}`", ast.fix_missing_locations(tree)


def _ways(node: ast.AST, name: str) -> Iterator[str]:
    if isinstance(node, ast.Expr) and _called(node.value) in CHECKS:
        yield "no check"
    if isinstance(node, ast.If) and (_refuses(node.body)):
        yield "never refuse"
    if isinstance(node, ast.Call) and _called(node) in SCOPES:
        yield "no scope"
    if isinstance(node, ast.Call) and _called(node) == "get_object_or_404" and len(node.keywords) > 1:
        yield "one condition less"
    if isinstance(node, ast.Call) and _called(node) in ("filter", "exclude"):
        yield from (f"without argument {number}" for number in range(len(node.args)))
        yield from (f"without {word.arg}" for word in node.keywords)
    if DECIDES.match(name):
        if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And):
            yield from (f"without operand {number}" for number in range(len(node.values)))
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitAnd):
            yield from ("only the left", "only the right")
        if isinstance(node, ast.Return) and name.startswith(("may_", "can", "allowed")) and not _is_yes(node.value):
            yield "always yes"
        if isinstance(node, ast.If) and not _refuses(node.body):
            yield "always so"


def _refuses(body: list[ast.stmt]) -> bool:
    [first, *_rest] = body
    if isinstance(first, ast.Raise):
        return isinstance(first.exc, ast.Name | ast.Call) and ast.unparse(first.exc).split("(")[0] in REFUSALS
    return isinstance(first, ast.Return) and ast.unparse(first) in ("return self.none()", "return False", "return []")


def _is_yes(node: ast.AST | None) -> bool:
    return isinstance(node, ast.Constant) and node.value is True


def _called(node: ast.AST) -> str:
    if not isinstance(node, ast.Call):
        return ""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _change(node: ast.AST, what: str) -> None:
    word = what.rpartition(" ")[2]
    if what == "no check":
        node.value = ast.Constant(None)
    elif what == "never refuse":
        node.test = ast.Constant(False)
    elif what == "always so":
        node.test = ast.Constant(True)
    elif what == "no scope":
        node.func.attr, node.args = "all", []
    elif what == "one condition less":
        node.keywords = node.keywords[1:]
    elif what.startswith("without argument"):
        del node.args[int(word)]
    elif what.startswith("without operand"):
        node.values[int(word)] = ast.Constant(True)
    elif what.startswith("without"):
        node.keywords = [each for each in node.keywords if each.arg != word]
    elif what.startswith("only the"):
        kept = node.left if word == "left" else node.right
        node.left, node.op, node.right = kept, ast.BitAnd(), kept
    elif what == "always yes":
        node.value = ast.Constant(True)


@contextmanager
def living(mutant: Mutant) -> Iterator[None]:
    """The function works as the mutant says, for everybody who has imported it."""
    function = found(mutant.key)
    before = function.__code__
    space: dict = {}
    exec(compile(mutant.tree, f"<{mutant.what}>", "exec"), function.__globals__, space)  # noqa: S102 - our own source
    function.__code__ = next(iter(space.values())).__code__
    try:
        yield
    finally:
        function.__code__ = before


def found(key: tuple[str, str]):
    """The function itself, under its decorators."""
    module, path = key
    thing = importlib.import_module(module)
    for name in path.split("."):
        thing = inspect.getattr_static(thing, name)
    thing = thing.fget if isinstance(thing, property) else getattr(thing, "__func__", thing)
    return inspect.unwrap(thing)


# The database ----------------------------------------------------------------------------------------------------


def of_the_policies() -> Iterator[tuple[str, str, str]]:
    """(table, what, condition): each policy of reading without its condition, or without one part of it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename, qual FROM pg_policies WHERE policyname = 'web_reads' ORDER BY 1")
        policies = cursor.fetchall()
    for table, condition in policies:
        yield table, f"{table}: reads everything", "true"
        for part in _conjuncts(condition):
            yield table, f"{table}: reads without {' '.join(part.split())[:80]}", condition.replace(part, "true", 1)


def _conjuncts(condition: str) -> list[str]:
    """The comparisons that stand beside an AND."""
    return [each for each in re.findall(r"\(\w+ = \( SELECT [^()]*\(\)[^()]*\)\)", condition) if "AND" in condition]


# Sums, which show nobody a row.
NO_SCOPE = {"cases_of_subject", "count_new_cases", "count_referrals"}


def of_the_functions(cursor=None, *, of_triggers: bool = False) -> Iterator[tuple[str, str, str]]:
    """(function, what, definition): each condition of each function of the policies left out.

    ``of_triggers``: of the functions instead that refuse what is written wrong, and show nobody a row.
    """
    with cursor or connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname, prosrc, pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'calp'::regnamespace"
            " AND (prorettype = 'trigger'::regtype) = %s",
            [of_triggers],
        )
        functions = cursor.fetchall()
    for name, source, definition in functions:
        if name in NO_SCOPE:
            continue
        for condition in CONDITIONS.findall(source):
            without = source.replace(condition, f"{condition.split()[0]} true", 1)
            if without != source:
                what = f"calp.{name}: without {' '.join(condition.split()[1:])[:90]}"
                yield name, what, definition.replace(source, without)
        if "RETURN false" in source:
            yield name, f"calp.{name}: yes for no", definition.replace("RETURN false", "RETURN true")


# A condition after WHERE, AND or IF, up to the next word or sign that ends it.
CONDITIONS = re.compile(
    r"(?:WHERE|AND|IF) (?:NOT )?(?:[^()\s]|\((?:[^()]|\([^()]*\))*\)| (?!AND|OR|THEN|WHERE)|)+?"
    r"(?= AND| OR| THEN|;|\s*\n|\))"
)


@contextmanager
def as_told(statement: str) -> Iterator[None]:
    """The owner changes a function or a policy; the caller takes it back with the transaction."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(statement)
    yield
