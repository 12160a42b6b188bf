"""OneRoster CSV 1.1 and 1.2 (1EdTech) to a roster: one bulk, then its deltas by name.

How its words become ours:

- A class of type homeroom is a class of the school («5А»). Of its teachers the primary one is the
  class teacher.
- A class of type ext:club, or one called «Кружок …», is a club; its teachers lead it.
- Any other class is a lesson of pupils from one or more homerooms: its teachers become teachers of
  every homeroom that has a pupil in it.
- agentSourcedIds says that two users belong together, not who cares for whom, and producers write
  it at either end: the pupil is the child, the adult the guardian.
"""

from collections.abc import Sequence

from provisioning.problems import Place
from provisioning.roster.gathering import Circumstances, Gathering
from provisioning.roster.oneroster_manifest import MANIFEST, Manifest, read_manifest
from provisioning.roster.oneroster_people import OneRosterPeople
from provisioning.roster.oneroster_tables import Store, check_references
from provisioning.roster.records import header_words
from provisioning.roster.sources import Parcel
from provisioning.roster.spreadsheet import Table


def is_oneroster(parcel: Parcel) -> bool:
    """Whether a parcel is OneRoster: it has a manifest, or users as only OneRoster has them."""
    words = header_words(parcel, "users.csv")
    return parcel.named(MANIFEST) is not None or (
        "sourcedid" in words and bool(words & {"enableduser", "datelastmodified"})
    )


def read_oneroster(
    parcels: Sequence[Parcel], told: Circumstances
) -> tuple[Gathering | None, Sequence[Table]]:
    """The people and groups of all parcels together; None with a problem."""
    findings = told.findings
    manifests = [(parcel, read_manifest(parcel, findings)) for parcel in parcels]
    # A manifest that names no table says that nothing has changed since the last parcel.
    read = [(p, manifest) for p, manifest in manifests if manifest and manifest.modes]
    if not read:
        if not findings.problems:
            findings.problem(Place(parcels[0].path / MANIFEST, 1), "roster-manifest-no-updates")
        return None, ()
    whole = [(parcel, manifest) for parcel, manifest in read if manifest.whole]
    if len(whole) != 1:
        if not findings.problems:
            _not_one_bulk(read, whole, told)
        return None, ()
    store = Store(whole[0][1].version)
    for parcel, manifest in sorted(read, key=lambda pair: (not pair[1].whole, pair[0].path.name)):
        if manifest.version != store.version:
            findings.problem(
                manifest.place, "roster-manifest-versions-differ",
                version=manifest.version, other=store.version,
            )  # fmt: skip
        else:
            store.apply(parcel, manifest, findings)
    # A table that could not be read makes every reference to it dangle.
    if findings.problems:
        return None, store.kept
    check_references(store, findings)
    gathering = OneRosterPeople(store, told).assemble()
    return gathering, store.kept


def _not_one_bulk(
    read: Sequence[tuple[Parcel, Manifest]],
    whole: Sequence[tuple[Parcel, Manifest]],
    told: Circumstances,
) -> None:
    if not whole:
        told.findings.problem(read[0][1].place, "roster-delta-without-bulk")
    for _, manifest in whole[1:]:
        told.findings.problem(
            manifest.place, "roster-several-bulks", other=str(whole[0][0].path.name)
        )
