"""The people of one made-up case: names, papers, consent, phases, ties."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

from cases.actions.intake import person_code
from cases.consent_kinds import WRITTEN_PURPOSES, Purpose
from cases.documents import document_hash
from cases.models import (
    Consent,
    ConsentAnswer,
    IdentityDocument,
    Participation,
    Person,
    PhasePeriod,
    Relationship,
    SafeContact,
    VictimStatusChange,
)
from cases.states import (
    AgeSource,
    ConsentState,
    ContactChannel,
    DecidingBody,
    DocumentStatus,
    ParticipationRole,
    Phase,
    RelationshipKind,
    SharedItem,
    VictimStatus,
)
from demonstration import words
from demonstration.clock import day_between, moment, seeded_id
from directory.codelists import DocumentType, Sex

if TYPE_CHECKING:
    from demonstration.stories import Story

_TIES = (RelationshipKind.MOTHER, RelationshipKind.FATHER, RelationshipKind.OTHER_RELATIVE)
_SAYS_YES = {  # how often, where she may
    Purpose.ATTENTION: 0.98,
    Purpose.DATA: 1,
    Purpose.SENSITIVE: 0.85,
    Purpose.DONOR_STATISTICS: 0.7,
    Purpose.IMAGE_VOICE: 0.04,
    Purpose.RESEARCH: 0.25,
}
_PHASES_BY_AGE = (  # (days since intake, phases running then)
    (0, {Phase.F1_INTAKE}),
    (2, {Phase.F2_IMMEDIATE}),
    (15, {Phase.F3_PROTECTION, Phase.F4_JUSTICE}),
    (75, {Phase.F4_JUSTICE, Phase.F5_RECOVERY}),
    (210, {Phase.F6_REINTEGRATION}),
    (380, {Phase.F7_FOLLOWUP}),
)


class Participants:
    """Makes ``count`` people and lets them take part in the story's case; the first is always a victim."""

    def __init__(self, story: Story, count: int):
        self.story, self.count = story, count
        self.rng, self.store, self.case, self.lead = story.rng, story.store, story.case, story.lead
        self.office, self.opened_on = story.office, story.opened_on
        self.joined: list[Participation] = []

    def join(self) -> list[Participation]:
        """Add everybody to the store; returns their participations in order."""
        for order in range(self.count):
            self._person(order)
        return self.joined

    def _person(self, order: int) -> None:
        role = ParticipationRole.DIRECT_VICTIM if order == 0 or self.rng.random() < 0.55 else ParticipationRole.RELATIVE
        person = self._made_up(role)
        participation = self.store.add(
            Participation(
                id=seeded_id(self.rng, moment(self.opened_on)),
                case=self.case,
                person=person,
                role=role,
                victim_status=VictimStatus.PRESUMED if role == ParticipationRole.DIRECT_VICTIM else "",
                joined_on=self.opened_on,
                created_at=moment(self.opened_on),
            )
        )
        self.joined.append(participation)
        self._consent(person)
        self._phases(participation)
        if role == ParticipationRole.RELATIVE:
            self._tie(person)
        elif self.rng.random() < 0.25:
            self._decide(participation)

    def _made_up(self, role) -> Person:
        rng = self.rng
        sex = rng.choices((Sex.F, Sex.M, Sex.NI), weights=(84, 15, 1))[0]
        adult = role == ParticipationRole.RELATIVE
        age = rng.randint(25, 62) if adult else int(rng.triangular(11, 34, 16))
        source = rng.choices(
            (AgeSource.DOCUMENT, AgeSource.DECLARED, AgeSource.APPARENT, AgeSource.EXPERT, AgeSource.UNKNOWN),
            weights=(45, 40, 7, 3, 5),
        )[0]
        if adult and source == AgeSource.EXPERT:
            source = AgeSource.DECLARED  # nobody sends a relative to the legal-medical institute for her age
        surnames = self._surnames()
        proven = source == AgeSource.DOCUMENT
        stated = source in {AgeSource.DECLARED, AgeSource.APPARENT, AgeSource.EXPERT}
        year = self.opened_on.year
        person = Person(
            id=seeded_id(rng, moment(self.opened_on)),
            key=self.story.new_key(),
            code=person_code(year, self.story.setting.next_number("V", year)),
            preferred_name=rng.choice(words.NICKNAMES),
            given_names=rng.choice(words.MEN if sex == Sex.M else words.WOMEN),
            paternal_surname=surnames[0],
            maternal_surname=surnames[1],
            sex=sex,
            birth_date=self.opened_on - timedelta(days=age * 365 + rng.randint(30, 300)) if proven else None,
            stated_age=age if stated else None,
            stated_on=self.opened_on if stated else None,
            age_source=source,
            nationalities=[rng.choices(("PE", "VE", "CO", "BO", "EC"), weights=(90, 5, 2, 2, 1))[0]],
            residence=self.office.place,
            languages=rng.choice(words.LANGUAGES),
            needs_interpreter=rng.random() < 0.06,
            created_at=moment(self.opened_on),
        )
        self.store.add(person)
        self._papers(person, proven)
        return person

    def _surnames(self) -> tuple[str, str]:
        """Any two; in each office the first person is a Quispe Mamani, whom a misspelt search should find."""
        told = self.story.setting.told
        if self.office.code not in told:
            told.add(self.office.code)
            return "Quispe", "Mamani"
        return self.rng.choice(words.SURNAMES), self.rng.choice(words.SURNAMES)

    def _papers(self, person, proven) -> None:
        rng = self.rng
        at = moment(self.opened_on)
        if proven:
            number = f"{rng.randint(40_000_000, 79_999_999)}"
            self.store.add(
                IdentityDocument(
                    id=seeded_id(rng, at),
                    key=person.key,
                    person=person,
                    kind=DocumentType.DNI,
                    number=number,
                    number_hash=document_hash(number),
                    country="PE",
                    status=DocumentStatus.SHOWN,
                    created_at=at,
                )
            )
        if rng.random() < 0.75:
            self.store.add(
                SafeContact(
                    id=seeded_id(rng, at),
                    key=person.key,
                    person=person,
                    channels=rng.sample(ContactChannel.values, rng.randint(1, 2)),
                    hours=rng.choice(words.HOURS),
                    code_word=rng.choice(words.CODE_WORDS),
                    phone=f"9{rng.randint(10_000_000, 99_999_999)}",
                    never_contact=rng.choice(words.NEVER),
                )
            )

    def _tie(self, relative) -> None:
        self.store.add(
            Relationship(
                id=seeded_id(self.rng, moment(self.opened_on)),
                key=self.joined[0].person.key,
                person=self.joined[0].person,
                relative=relative,
                kind=self.rng.choice(
                    (RelationshipKind.MOTHER, RelationshipKind.FATHER, RelationshipKind.OTHER_RELATIVE)
                ),
                possibly_involved=self.rng.random() < 0.08,
                created_by=self.lead,
            )
        )

    def _consent(self, person) -> None:
        rng = self.rng
        state = rng.choices(ConsentState.values, weights=(62, 12, 18, 8))[0]
        given = state in {ConsentState.WRITTEN, ConsentState.VERBAL}
        items = [SharedItem.AGE_SEX, SharedItem.LANGUAGE, SharedItem.PREFERRED_NAME, SharedItem.CONTACT]
        items += rng.sample([SharedItem.LEGAL_NAME, SharedItem.DOCUMENT], rng.randint(0, 2))
        kinds = [*items, *rng.sample([SharedItem.LEGAL_NAME, SharedItem.DOCUMENT], rng.randint(0, 2))] if given else []
        consent = self.store.add(
            Consent(
                id=seeded_id(rng, moment(self.opened_on)),
                key=self.case.key,
                case=self.case,
                person=person,
                state=state,
                valid_from=self.opened_on,
                valid_to=self.opened_on + timedelta(days=730) if given else None,
                recorded_at=moment(self.opened_on),
                recorded_by=self.lead,
            )
        )
        agencies = rng.sample(self.story.setting.agencies, 4) if given else []
        self.story.allowed[person.pk] = agencies
        self._answers(consent, agencies, list(dict.fromkeys(kinds)))

    def _answers(self, consent: Consent, agencies, kinds: list[str]) -> None:
        """What was answered, of chances of its own: the rest of the story stays as it was."""
        if consent.state == ConsentState.NOT_YET:
            return
        rng = Random(consent.id.int)  # noqa: S311 - made-up people
        for purpose, chance in _SAYS_YES.items():
            may = consent.gives and (consent.state == ConsentState.WRITTEN or purpose not in WRITTEN_PURPOSES)
            self._answer(rng, consent, purpose=purpose, is_given=may and rng.random() < chance)
        for agency in agencies:
            self._answer(rng, consent, purpose=Purpose.SHARING, agency=agency, kinds=kinds, is_given=True)

    def _answer(self, rng: Random, consent: Consent, **values) -> None:
        self.store.add(ConsentAnswer(id=seeded_id(rng, moment(self.opened_on)), consent=consent, **values))

    def _decide(self, participation) -> None:
        on = day_between(self.rng, self.opened_on, self.story.setting.yesterday)
        new = self.rng.choices((VictimStatus.CONFIRMED, VictimStatus.RULED_OUT), weights=(9, 1))[0]
        participation.victim_status, participation.decided_on = new, on
        participation.decided_by = DecidingBody.PROSECUTION_COURT
        self.store.add(
            VictimStatusChange(
                id=seeded_id(self.rng, moment(on)),
                key=self.case.key,
                participation=participation,
                old=VictimStatus.PRESUMED,
                new=new,
                decided_by=participation.decided_by,
                effective_on=on,
                at=moment(on),
                by=self.lead,
            )
        )

    def _phases(self, participation) -> None:
        reached = [
            (self.opened_on + timedelta(days=after), phases)
            for after, phases in _PHASES_BY_AGE
            if self.opened_on + timedelta(days=after) <= self.story.setting.yesterday
        ]
        running: dict[str, PhasePeriod] = {}
        for on, phases in reached:
            for phase in running.keys() - phases:
                running.pop(phase).ended_on = on
            for phase in sorted(phases - running.keys()):
                running[phase] = self.store.add(
                    PhasePeriod(
                        id=seeded_id(self.rng, moment(on)),
                        participation=participation,
                        phase=phase,
                        started_on=on,
                        by=self.lead,
                    )
                )
