"""Whatever is done to the trail by somebody who owns the database, the verification finds it and names it."""

from collections import Counter
from io import StringIO
from random import Random

import pytest
from django.core.management import CommandError, call_command

from accounts import chain, heads
from accounts.models import AuditEntry, AuditLink
from accounts.verification import Fault, KnownHead, verify
from tests.accounts import tampering
from tests.accounts.conftest import no_guards

pytestmark = pytest.mark.django_db


@pytest.fixture
def head_on_paper(ten_days):
    return KnownHead(bytes(chain.last_seal().hash).hex(), ten_days)


def tampered(way, dice, count, head):
    """What the verification says after ``way``, and the place that it should name; then all is as before."""
    with no_guards() as cursor:
        place = way(cursor, dice, count)
        return verify([head]).bad, place


def missed(times: int, count: int, head: KnownHead, seed: int) -> Counter:
    """``times`` tamperings; counts by name those that were not found, or found in the wrong place."""
    dice, failures = Random(seed), Counter()
    for number in range(times):
        way = tampering.WAYS[number % len(tampering.WAYS)]
        bad, place = tampered(way, dice, count, head)
        if bad is None or (place is not None and bad.position != place):
            failures[way.__name__] += 1
    return failures


def test_an_untouched_trail_is_whole(ten_days, head_on_paper):
    verdict = verify([head_on_paper])
    assert (verdict.bad, verdict.count, verdict.seals) == (None, 40, 10)
    assert verdict.head == head_on_paper.hash


@pytest.mark.parametrize("way", tampering.WAYS, ids=lambda way: way.__name__)
def test_somebody(way, ten_days, head_on_paper):
    bad, place = tampered(way, Random(7), ten_days, head_on_paper)
    assert bad is not None
    assert place in {None, bad.position}
    assert verify([head_on_paper]).bad is None, "the tampering was undone"


@pytest.mark.slow
def test_three_hundred_tamperings_by_dice_are_all_found(ten_days, head_on_paper):
    assert missed(300, ten_days, head_on_paper, seed=20261120) == {}


@pytest.mark.security
@pytest.mark.slow
def test_a_thousand_tamperings_by_dice_are_all_found(ten_days, head_on_paper):
    assert missed(1000, ten_days, head_on_paper, seed=29733) == {}


@pytest.mark.parametrize("way", tampering.NEEDS_A_HEAD, ids=lambda way: way.__name__)
def test_without_a_head_kept_outside_nobody_could_tell_that_somebody(way, ten_days, head_on_paper):
    """The reason why the head goes elsewhere every day: this is what the chain alone does not prove."""
    with no_guards() as cursor:
        way(cursor, Random(3), ten_days)
        assert verify().bad is None
        assert verify([head_on_paper]).bad.fault == Fault.HEAD


def test_a_trail_that_was_emptied_is_missed_by_whoever_has_a_head(ten_days, head_on_paper):
    with no_guards() as cursor:
        for table in ("accounts_auditentry", "accounts_auditlink", "accounts_auditseal"):
            cursor.execute(f"DELETE FROM {table}")
        assert verify().bad is None
        assert verify([head_on_paper]).bad.position == 1


def test_a_head_of_last_week_is_in_the_chain_and_those_of_other_systems_are_not(ten_days, rosa):
    old = bytes(chain.last_seal().hash).hex()
    rosa.record("viewed", "cases.case", "x")
    assert verify([KnownHead(old)]).waiting == 1
    chain.seal()
    assert verify([KnownHead(old, ten_days)]).bad is None
    assert verify([KnownHead(old, ten_days - 1)]).bad.fault == Fault.HEAD
    assert verify([KnownHead("0" * 64)]).bad.fault == Fault.HEAD


# The command ----------------------------------------------------------------------------------------------------------


def verified(**options) -> str:
    out = StringIO()
    call_command("verify_audit", stdout=out, **options)
    return out.getvalue()


def test_the_command_prints_how_many_the_head_and_the_time(ten_days, head_on_paper):
    said = verified()
    assert "40 entries in 10 seals" in said
    assert head_on_paper.hash in said
    assert " s." in said


def test_the_command_takes_the_head_from_paper_as_it_was_printed(ten_days, head_on_paper):
    assert "agree: 1" in verified(head=heads.in_groups(head_on_paper.hash).upper())


def test_the_command_names_the_first_bad_entry_and_ends_with_one(ten_days):
    entry_id = AuditLink.objects.get(position=17).entry_id
    with no_guards() as cursor, pytest.raises(CommandError) as refused:
        later = AuditLink.objects.get(position=30).entry_id
        cursor.execute("UPDATE accounts_auditentry SET actor_name = 'otra' WHERE id IN (%s, %s)", [entry_id, later])
        verified()
    assert refused.value.returncode == 1
    assert "entry 17 of the chain" in str(refused.value) and str(entry_id) in str(refused.value)
    assert "CALP-IQT" not in str(refused.value)


def test_the_command_compares_all_heads_of_the_file(ten_days, rosa, settings):
    heads.write_head()
    assert "agree: 1" in verified(from_file=settings.AUDIT_HEAD_FILE)
    with no_guards() as cursor, pytest.raises(CommandError, match=r"from entry 1 on: the head kept outside"):
        tampering.cuts_the_tail_with_its_seals(cursor, Random(1), ten_days)
        verified(from_file=settings.AUDIT_HEAD_FILE)


@pytest.mark.parametrize(
    ("options", "code"),
    [({"head": "no es un sello"}, 2), ({"from_file": "no-existe"}, 2)],
    ids=["no head", "no file"],
)
def test_the_command_does_not_take_anything_for_a_head(ten_days, options, code, tmp_path):
    if "from_file" in options:
        options = {"from_file": tmp_path / options["from_file"]}
    with pytest.raises(CommandError) as refused:
        verified(**options)
    assert refused.value.returncode == code


def test_a_spoilt_file_of_heads_is_not_trusted(ten_days, settings):
    heads.write_head()
    settings.AUDIT_HEAD_FILE.write_text(settings.AUDIT_HEAD_FILE.read_text() + "2026-11-21 12 abc\n")
    with pytest.raises(CommandError, match="line 2"):
        verified(from_file=settings.AUDIT_HEAD_FILE)


def test_nobody_is_needed_who_ever_wrote_anything(db):
    assert AuditEntry.objects.count() == 0
    assert "0 entries in 0 seals" in verified()
