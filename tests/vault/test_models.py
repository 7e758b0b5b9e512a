import copy
import json

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from tests.plugins.database import as_owner
from tests.vault.letters import Letter
from vault import keyring
from vault.errors import KeyringMissing, SealBroken, Shredded
from vault.models import DataKey
from vault.seals import open_seal

pytestmark = pytest.mark.django_db

RING = {
    "current": 3,
    "keys": {"3": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="},
    "index": "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=",
}
WRAPPED = (
    "0103aaa1605fcbb622fbc508e76f7c11437e9a5293c58b615c3c774b38822"
    "dd7d1062a7ebd5fd5d65d6955b33aa708339e349d382c71b7ae818199cddb"
)
TOKEN = "019cc1e6b6352493f0304ff81b62f9c20ff01644940c03a0af15e26704657950200e485e"


def reloaded(letter: Letter) -> Letter:
    return Letter.objects.select_related("key").get(pk=letter.pk)


def test_each_data_key_is_another_and_stored_wrapped_only():
    keys = [DataKey.objects.make(), *DataKey.objects.make_many(50)]
    assert DataKey.objects.count() == 51
    assert len({bytes(key.wrapped) for key in keys}) == 51
    assert {len(key.wrapped) for key in keys} == {61}


def test_a_data_key_sealed_today_opens_for_ever(ring_file):
    """The format is a promise to every stored row: this key and this token were made on 2026-11-20."""
    ring_file.write_text(json.dumps(RING))
    key = DataKey(id="01a1f744-aa29-7363-9993-4d84780de622", key_version=3, wrapped=bytes.fromhex(WRAPPED))
    assert open_seal(key.cipher("field"), bytes.fromhex(TOKEN), b"v1|place") == "Huamán".encode()


def test_a_key_wrapped_for_one_row_does_not_open_in_another():
    one, other = DataKey.objects.make_many(2)
    one.wrapped = other.wrapped
    with pytest.raises(SealBroken):
        one.cipher("field")


def test_a_key_does_not_open_under_another_keyring(key, ring_file):
    keyring.write(ring_file, keyring.new_ring())
    with pytest.raises(SealBroken):
        DataKey.objects.get().cipher("field")


def test_a_key_of_an_unknown_version_says_which_is_missing(key):
    DataKey.objects.update(key_version=7)
    with pytest.raises(KeyringMissing, match="version 7"):
        DataKey.objects.get().cipher("field")


def test_a_key_claiming_another_known_version_does_not_open(key, rotate):
    rotate()
    DataKey.objects.update(key_version=2)
    with pytest.raises(SealBroken):
        DataKey.objects.get().cipher("field")


def test_shredding_erases_what_the_key_sealed_and_nothing_else(letter):
    other = Letter.objects.create(key=DataKey.objects.make(), sender="Otra remitente")
    assert DataKey.objects.filter(pk=letter.key_id).shred() == 1
    erased = reloaded(letter)
    assert erased.key.is_shredded
    with pytest.raises(Shredded):
        str(erased.sender)
    assert reloaded(other).sender == "Otra remitente"


def test_a_row_of_a_shredded_key_can_still_change_its_plain_columns(letter):
    DataKey.objects.all().shred()
    erased = reloaded(letter)
    erased.sent_on = "2026-11-20"
    erased.save()
    erased.refresh_from_db()
    assert str(erased.sent_on) == "2026-11-20"
    with pytest.raises(Shredded):
        str(erased.sender)


def test_all_keys_are_never_shredded_by_a_forgotten_filter():
    assert not hasattr(DataKey.objects, "shred")


def test_shredding_twice_keeps_the_first_hour(key):
    DataKey.objects.all().shred()
    first = DataKey.objects.get().shredded_at
    assert DataKey.objects.all().shred() == 0
    assert DataKey.objects.get().shredded_at == first


@pytest.mark.parametrize(
    "half_done",
    [{"wrapped": None}, {"shredded_at": timezone.now()}, {"wrapped": b"\x01short"}],
)
def test_the_database_refuses_a_key_half_shredded_or_cut(key, half_done):
    with pytest.raises(IntegrityError), transaction.atomic():
        DataKey.objects.update(**half_done)


def test_after_a_rotation_everything_is_readable_before_during_and_after_rewrapping(letter, rotate):
    letters = [letter] + [
        Letter.objects.create(key=key, sender=f"Remitente {number}")
        for number, key in enumerate(DataKey.objects.make_many(9))
    ]
    rotate()
    expected = ["Rosaura Ccori", *[f"Remitente {number}" for number in range(9)]]
    assert [reloaded(one).sender for one in letters] == expected
    DataKey.objects.all()._rewrap_batch(4)  # and here the process ended
    assert DataKey.objects.under_old_keys().count() == 6
    assert [reloaded(one).sender for one in letters] == expected
    assert DataKey.objects.rewrap_all(batch=4) == 6
    assert set(DataKey.objects.values_list("key_version", flat=True)) == {2}
    assert [reloaded(one).sender for one in letters] == expected


def test_after_rewrapping_the_old_key_may_be_taken_out_of_the_keyring(letter, rotate, ring_file, capsys):
    rotate()
    call_command("rewrap_keys")
    assert "Wrapped 1 data keys" in capsys.readouterr().out
    ring = json.loads(ring_file.read_text())
    del ring["keys"]["1"]
    keyring.write(ring_file, ring)
    assert reloaded(letter).sender == "Rosaura Ccori"


def test_rewrapping_leaves_shredded_keys_shredded(key, rotate):
    DataKey.objects.all().shred()
    rotate()
    assert DataKey.objects.rewrap_all() == 0
    assert DataKey.objects.get().wrapped is None


def test_a_broken_key_stops_the_rewrapping_and_is_kept_as_it_is(key, rotate):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE vault_datakey SET wrapped = set_byte(wrapped, 40, get_byte(wrapped, 40) # 1)")
    before = bytes(DataKey.objects.get().wrapped)
    rotate()
    with pytest.raises(SealBroken):
        DataKey.objects.rewrap_all()
    assert bytes(DataKey.objects.get().wrapped) == before


def test_an_opened_key_does_not_travel_with_its_row(key):
    """Pickling and copying take the same way."""
    key.cipher("field")
    assert "_opened" not in copy.copy(key).__dict__


def test_a_data_key_in_use_cannot_be_deleted(letter):
    with as_owner(), pytest.raises(IntegrityError), transaction.atomic():
        DataKey.objects.all()._raw_delete("default")
        connection.check_constraints()


def test_refreshing_a_row_reads_what_others_wrote(letter):
    assert letter.sender == "Rosaura Ccori"
    other = reloaded(letter)
    other.sender = "Rosaura Kori"
    other.save()
    letter.refresh_from_db(fields=["sender"])
    assert letter.sender == "Rosaura Kori"
    other.story = "Otra."
    other.save()
    letter.refresh_from_db()
    assert (letter.sender, letter.story, letter.tags) == ("Rosaura Kori", "Otra.", ["uno", "dos"])
