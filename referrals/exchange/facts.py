"""What happened, in the standard's own lists: of the first episode of a person in a case.

Its lists are wider than the law's in some places and narrower in others; what has no word there becomes "Other", and
what nobody knows is left out. Means of art. 129-A have no column at all.
"""

from collections.abc import Iterable

from cases.episode_lists import Channel, ControlMethod, PerpetratorRole, RecruitmentModality, RelationToHer
from cases.models import AllegedPerpetratorNote, EpisodePerson, Participation, TraffickingEpisode
from cases.models.episode import where_words
from directory.codelists import Purpose
from referrals.exchange.kinds import MULTI_SEPARATOR
from referrals.exchange.spellings import PICKLISTS

OTHER = "Other"
_RELATIONS = {
    "Familial": (RelationToHer.PARENT, RelationToHer.OTHER_RELATIVE, RelationToHer.GODPARENT),
    "Acquainted": (
        RelationToHer.PARTNER,
        RelationToHer.FRIEND,
        RelationToHer.EMPLOYER,
        RelationToHer.NEIGHBOUR,
    ),
    "Unaquainted": (RelationToHer.ONLINE, RelationToHer.STRANGER),
}
RELATIONSHIP = {relation: code for code, relations in _RELATIONS.items() for relation in relations}
METHOD = {
    RecruitmentModality.INTERNET: "ThroughOnlineSocialNetworks",
    RecruitmentModality.SALE_BY_FAMILY: "ThroughFamilyOrFamilyEvents",
    RecruitmentModality.ACQUAINTANCE: "ThroughFriendsOrSocialEvents",
    RecruitmentModality.NI: "",
}
CONTROL = {
    ControlMethod.THREATS: "PhysicalThreats",
    ControlMethod.THREAT_OF_LAW_ENFORCEMENT: "ThreatsLawEnforcement",
    ControlMethod.USES_CHILDREN: "ThreatensChildrenFamily",
    ControlMethod.PSYCHOACTIVE_SUBSTANCES: "PsychoactiveSubstance",
    ControlMethod.RESTRICTS_MOVEMENT: OTHER,
}
EXPLOITATION = {
    Purpose.PROSTITUTION_SEXUAL: "SexualExploitation",
    Purpose.LABOR: "ForcedLabour",
    Purpose.FORCED_LABOR: "ForcedLabour",
    Purpose.BEGGING: "ForcedBegging",
    Purpose.SERVITUDE: "Servitude",
    Purpose.ORGANS: "OrganRemoval",
    Purpose.NI: "",
}
ROLE = {
    PerpetratorRole.RECRUITER: "RecruiterOrIntermediary",
    PerpetratorRole.TRANSPORTER: "Transporter",
    PerpetratorRole.HARBOURER: "HarbouredIndividual",
    PerpetratorRole.CONTROLLER: "ControlledIndividual",
    PerpetratorRole.EXPLOITER: "Exploiter",
    PerpetratorRole.NI: "",
}
# Channels that are no network or application.
_OFFLINE = (Channel.IN_PERSON, Channel.CALL, Channel.ADVERT)


def of_episode(episode: TraffickingEpisode, lived: EpisodePerson, roles: Iterable[str]) -> dict[str, str]:
    """The cells of one person's episode; ``roles``: what the notes on alleged perpetrators say that they did."""
    age = None
    if episode.recruited_on is not None:
        age = lived.participation.person.age_on(episode.recruited_on)
    online = [each for each in episode.channels if each not in _OFFLINE]
    networks = [each if each in _listed("vic_RecruitmentWebsitesAndApps") else OTHER for each in online]
    methods = [METHOD.get(episode.modality, OTHER)] if episode.modality else []
    if online:
        methods.append(METHOD[RecruitmentModality.INTERNET])
    sections = [site.section for site in episode.exploited_at if site.section]
    return {
        "vic_RelationshipToTrafficker": RELATIONSHIP.get(lived.recruiter_relation, ""),
        "vic_AgeWhenTrafficked": "" if age is None else str(age),
        "vic_RecruitmentWebsitesAndApps": _joined(networks),
        "vic_MethodOfRecruitment": _joined(methods),
        "vic_LocationOfRecruitment": where_words(episode.recruited_place, episode.recruited_country),
        "vic_MethodsOfControl": _joined(CONTROL.get(each, each) for each in episode.control_methods),
        "vic_TypeOfExploitation": _joined(EXPLOITATION.get(each, OTHER) for each in episode.purposes),
        "vic_ForcedLabourIndustry": _industry(sections[0]) if sections else "",
        "vic_LocationOfExploitation": "; ".join(filter(None, (site.where for site in episode.exploited_at))),
        "per_RoleInProcess": _joined(ROLE.get(each, OTHER) for each in roles),
    }


def facts_of(participations: Iterable[Participation]) -> dict[object, dict[str, str]]:
    """Cells by participation, of those of whom something was told; six queries whatever their number."""
    rows = TraffickingEpisode.objects.standing().filter(case__in={each.case_id for each in participations}).whole()
    episodes = list(rows)
    roles: dict[object, list[str]] = {}
    for note in AllegedPerpetratorNote.objects.standing().filter(episode__in=episodes).order_by("created_at", "id"):
        roles.setdefault(note.episode_id, []).extend(note.roles)
    found: dict[object, dict[str, str]] = {}
    for episode in episodes:
        for lived in episode.of_people:
            found.setdefault(lived.participation_id, of_episode(episode, lived, roles.get(episode.pk, [])))
    return found


def _joined(codes: Iterable[str]) -> str:
    return MULTI_SEPARATOR.join(dict.fromkeys(filter(None, codes)))


def _industry(section: str) -> str:
    return next((code for code in _listed("vic_ForcedLabourIndustry") if code.startswith(f"{section}_")), "")


def _listed(name: str) -> list[str]:
    return [code for code, _label in PICKLISTS[name]]
