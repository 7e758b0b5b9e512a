"""What somebody who owns the database might do to the trail, one way or another, chosen by dice.

Each takes a cursor for which no trigger fires, the dice and how many entries there are, does it, and returns the place
in the chain that must be named (None: found, wherever it is named).
"""

from hashlib import sha256
from random import Random
from uuid import uuid4

from accounts import chain

_TEXTS = ("actor_name", "subject_kind", "subject_id", "subject_code", "request_id")
_COPIED = "actor_id, actor_name, action, subject_kind, subject_id, subject_code, fields, seen_ids, request_id"


def _entry_at(place: int) -> str:
    return f"(SELECT entry_id FROM accounts_auditlink WHERE position = {place})"


def edits_a_text(cursor, dice: Random, count: int) -> int:
    place, column = dice.randint(1, count), dice.choice(_TEXTS)
    cursor.execute(f"UPDATE accounts_auditentry SET {column} = {column} || 'x' WHERE id = {_entry_at(place)}")
    return place


def edits_a_time(cursor, dice, count) -> int:
    place = dice.randint(1, count)
    shift = f"{dice.choice('+-')} interval '{dice.randint(1, 10**9)} microseconds'"
    cursor.execute(f"UPDATE accounts_auditentry SET at = at {shift} WHERE id = {_entry_at(place)}")
    return place


def edits_who(cursor, dice, count) -> int:
    place, who = dice.randint(1, count), dice.choice([None, uuid4()])
    cursor.execute(f"UPDATE accounts_auditentry SET actor_id = %s WHERE id = {_entry_at(place)}", [who])
    return place


def edits_what_was_done(cursor, dice, count) -> int:
    place, action = dice.randint(1, count), dice.choice(["listed", "denied", "exported"])
    cursor.execute(f"UPDATE accounts_auditentry SET action = %s WHERE id = {_entry_at(place)}", [action])
    return place


def edits_what_was_seen(cursor, dice, count) -> int:
    place = dice.randint(1, count)
    change = dice.choice(["fields = '{}'", "fields = fields[2:2] || fields[1:1]", "seen_ids = '{x}'"])
    cursor.execute(f"UPDATE accounts_auditentry SET {change} WHERE id = {_entry_at(place)}")
    return place


def moves_a_letter_to_the_next_column(cursor, dice, count) -> int:
    place = dice.randint(1, count)
    cursor.execute(
        "UPDATE accounts_auditentry SET subject_id = left(subject_id, -1), "
        f"subject_code = right(subject_id, 1) || subject_code WHERE id = {_entry_at(place)}"
    )
    return place


def edits_a_hash(cursor, dice, count) -> int:
    place = dice.randint(1, count)
    cursor.execute(f"UPDATE accounts_auditlink SET hash = sha256(hash) WHERE position = {place}")
    return place


def edits_a_text_and_makes_the_links_anew(cursor, dice, count) -> None:
    """The links agree with the entries again; the seals over them do not."""
    edits_a_text(cursor, dice, count)
    cursor.execute("SELECT position, entry_id FROM accounts_auditlink ORDER BY position")
    head = chain.START
    for position, entry_id in cursor.fetchall():
        entry = f"COPY (SELECT {chain.LINE} FROM accounts_auditentry e WHERE e.id = %s) TO STDOUT"
        (line,) = chain.copied(entry, [entry_id])
        head = sha256(head + line).digest()
        cursor.execute("UPDATE accounts_auditlink SET hash = %s WHERE position = %s", [head, position])


def deletes_an_entry(cursor, dice, count) -> int:
    place = dice.randint(1, count)
    cursor.execute(f"DELETE FROM accounts_auditentry WHERE id = {_entry_at(place)}")
    return place


def deletes_an_entry_and_its_link(cursor, dice, count) -> int:
    place = deletes_an_entry(cursor, dice, count)
    cursor.execute(f"DELETE FROM accounts_auditlink WHERE position = {place}")
    return place


def deletes_an_entry_and_closes_the_gap(cursor, dice, count) -> int:
    place = deletes_an_entry_and_its_link(cursor, dice, count - 1)
    _shift(cursor, place, -1)
    return place


def deletes_a_link(cursor, dice, count) -> int:
    place = dice.randint(1, count)
    cursor.execute(f"DELETE FROM accounts_auditlink WHERE position = {place}")
    return place


def inserts_an_old_entry(cursor, dice, count) -> None:
    _copy(cursor, dice.randint(1, count - 8))


def inserts_an_old_entry_and_lets_it_be_sealed(cursor, dice, count) -> int:
    _copy(cursor, dice.randint(1, count - 8))
    assert chain.seal(looks_everywhere=True) == 1
    return count + 1


def inserts_an_entry_in_the_middle(cursor, dice, count) -> int:
    place = dice.randint(1, count - 8)
    new = _copy(cursor, place)
    _shift(cursor, place, 1)
    cursor.execute(
        "INSERT INTO accounts_auditlink (position, entry_id, hash) "
        "SELECT %s, %s, hash FROM accounts_auditlink WHERE position = %s",
        [place, new, place + 1],
    )
    return place


def inserts_an_entry_with_a_link_after_the_last(cursor, dice, count) -> int:
    new = _copy(cursor, dice.randint(1, count))
    cursor.execute("INSERT INTO accounts_auditlink VALUES (%s, %s, sha256('x'))", [count + 1, new])
    return count + 1


def swaps_two_places(cursor, dice, count) -> int:
    one, other = sorted(dice.sample(range(1, count + 1), 2))
    cursor.execute("SELECT entry_id FROM accounts_auditlink WHERE position IN (%s, %s) ORDER BY position", [one, other])
    (first,), (second,) = cursor.fetchall()
    for place, entry_id in ((one, uuid4()), (other, first), (one, second)):
        cursor.execute("UPDATE accounts_auditlink SET entry_id = %s WHERE position = %s", [entry_id, place])
    return one


def swaps_the_stories_of_two_entries(cursor, dice, count) -> int:
    one, other = sorted(dice.sample(range(1, count + 1), 2))
    columns = f"at, {_COPIED}"
    cursor.execute(
        f"UPDATE accounts_auditentry a SET ({columns}) = (SELECT {columns} FROM accounts_auditentry b WHERE b.id = "
        f"CASE a.id WHEN {_entry_at(one)} THEN {_entry_at(other)} ELSE {_entry_at(one)} END) "
        f"WHERE a.id IN ({_entry_at(one)}, {_entry_at(other)})"
    )
    return one


def edits_a_seal(cursor, dice, count) -> None:
    change = dice.choice(
        [
            "hash = sha256(hash)",
            "head = sha256(head)",
            "sealed_at = sealed_at - interval '1 second'",
            "settled_at = settled_at + interval '1 day'",
            "settled_at = NULL",
            "version = 2",
            "last_position = last_position + 1000",
        ]
    )
    cursor.execute(f"UPDATE accounts_auditseal SET {change} WHERE sequence = {_seal(cursor, dice)}")


def deletes_a_seal(cursor, dice, count) -> None:
    cursor.execute(f"DELETE FROM accounts_auditseal WHERE sequence = {_seal(cursor, dice)}")


def cuts_the_entries_of_the_end(cursor, dice, count) -> int:
    place = dice.randint(1, count)
    cursor.execute(
        "DELETE FROM accounts_auditentry e USING accounts_auditlink l WHERE l.entry_id = e.id AND l.position >= %s",
        [place],
    )
    return place


def cuts_entries_and_links_of_the_end(cursor, dice, count) -> int:
    place = cuts_the_entries_of_the_end(cursor, dice, count)
    cursor.execute("DELETE FROM accounts_auditlink WHERE position >= %s", [place])
    return place


def cuts_the_tail_with_its_seals(cursor, dice, count) -> None:
    """Nothing inside the database can tell: only a head that was kept outside."""
    first = _seals_from(cursor, dice)
    cuts = "SELECT entry_id FROM accounts_auditlink WHERE position >= %s"
    cursor.execute(f"DELETE FROM accounts_auditentry WHERE id IN ({cuts})", [first])
    cursor.execute("DELETE FROM accounts_auditlink WHERE position >= %s", [first])


def edits_and_makes_the_chain_anew(cursor, dice, count) -> None:
    """The most patient one: everything from the edit on is computed again as the sealer would."""
    first = _seals_from(cursor, dice)
    place = dice.randint(first, count)
    cursor.execute(f"UPDATE accounts_auditentry SET actor_name = 'otra' WHERE id = {_entry_at(place)}")
    cursor.execute("DELETE FROM accounts_auditlink WHERE position >= %s", [first])
    chain.seal(looks_everywhere=True)


def _seals_from(cursor, dice) -> int:
    """Delete the seals from one on; returns the first place that it covered."""
    sequence = _seal(cursor, dice)
    cursor.execute("SELECT first_position FROM accounts_auditseal WHERE sequence = %s", [sequence])
    (first,) = cursor.fetchone()
    cursor.execute("DELETE FROM accounts_auditseal WHERE sequence >= %s", [sequence])
    return first


def _seal(cursor, dice) -> int:
    cursor.execute("SELECT max(sequence) FROM accounts_auditseal")
    return dice.randint(1, cursor.fetchone()[0])


def _copy(cursor, place: int):
    """An entry like the one at ``place``, a second later."""
    new = uuid4()
    cursor.execute(
        f"INSERT INTO accounts_auditentry (id, at, {_COPIED}) SELECT %s, at + interval '1 second', {_COPIED} "
        f"FROM accounts_auditentry WHERE id = {_entry_at(place)}",
        [new],
    )
    return new


def _shift(cursor, place: int, by: int) -> None:
    far = 1_000_000
    cursor.execute(f"UPDATE accounts_auditlink SET position = position + {far} WHERE position >= {place}")
    cursor.execute(f"UPDATE accounts_auditlink SET position = position - {far - by} WHERE position >= {far}")


WAYS = [
    edits_a_text,
    edits_a_time,
    edits_who,
    edits_what_was_done,
    edits_what_was_seen,
    moves_a_letter_to_the_next_column,
    edits_a_hash,
    edits_a_text_and_makes_the_links_anew,
    deletes_an_entry,
    deletes_an_entry_and_its_link,
    deletes_an_entry_and_closes_the_gap,
    deletes_a_link,
    inserts_an_old_entry,
    inserts_an_old_entry_and_lets_it_be_sealed,
    inserts_an_entry_in_the_middle,
    inserts_an_entry_with_a_link_after_the_last,
    swaps_two_places,
    swaps_the_stories_of_two_entries,
    edits_a_seal,
    deletes_a_seal,
    cuts_the_entries_of_the_end,
    cuts_entries_and_links_of_the_end,
    cuts_the_tail_with_its_seals,
    edits_and_makes_the_chain_anew,
]
NEEDS_A_HEAD = [cuts_the_tail_with_its_seals, edits_and_makes_the_chain_anew]
