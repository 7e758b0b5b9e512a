from vault import keyring
from vault.hashing import keyed_hash


def test_the_same_number_gives_the_same_hash_and_another_number_another():
    assert keyed_hash("dni", "45871236") == keyed_hash("dni", "45871236")
    assert keyed_hash("dni", "45871236") != keyed_hash("dni", "45871237")
    assert len(keyed_hash("dni", "45871236")) == 32


def test_a_number_hashed_for_one_purpose_does_not_match_another():
    assert keyed_hash("dni", "001234567") != keyed_hash("foreign_card", "001234567")


def test_without_the_index_key_the_hash_is_another(ring_file):
    before = keyed_hash("dni", "45871236")
    keyring.write(ring_file, keyring.new_ring())
    assert keyed_hash("dni", "45871236") != before


def test_a_rotation_keeps_the_hashes(rotate):
    before = keyed_hash("dni", "45871236")
    rotate()
    assert keyed_hash("dni", "45871236") == before
