import uuid

from vault.ids import uuid7


def test_ids_are_standard_uuids_of_version_seven_in_the_order_they_were_made():
    made = [uuid7() for _ in range(1000)]
    assert {type(one) for one in made} == {uuid.UUID}
    assert {one.version for one in made} == {7}
    assert made == sorted(set(made))
