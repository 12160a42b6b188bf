"""manifest.csv of OneRoster: which tables a parcel brings, and whether whole or as changes."""

from collections.abc import Mapping
from dataclasses import dataclass

from provisioning.problems import Place
from provisioning.roster.findings import Findings
from provisioning.roster.oneroster_columns import NEEDED, VERSIONS
from provisioning.roster.records import read_sheet
from provisioning.roster.sources import Parcel
from provisioning.roster.tables import Row, Sheet

MANIFEST = "manifest.csv"
_HEADER = ("propertyName", "value")
_MODES = ("absent", "bulk", "delta")
_FILE = "file."
_VERSION = "oneroster.version"
_MANIFEST_VERSION = "manifest.version"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a parcel says of itself: `modes` maps each table it brings to "bulk" or "delta"."""

    place: Place
    version: str
    modes: Mapping[str, str]

    @property
    def whole(self) -> bool:
        """Whether everybody is in it, so that a roster can begin with it."""
        return self.modes.get("users") == "bulk"


def read_manifest(parcel: Parcel, findings: Findings) -> Manifest | None:
    """The manifest of a parcel, compared with the files that are there; None with a problem."""
    file = parcel.named(MANIFEST)
    if file is None:
        findings.problem(Place(parcel.path), "roster-manifest-missing")
        return None
    sheet = read_sheet(file, findings)
    if sheet is None:
        return None
    if sheet.rows[0].cells[:2] != _HEADER or any(sheet.rows[0].cells[2:]):
        findings.problem(sheet.place(sheet.rows[0].line), "roster-manifest-header")
        return None
    before = len(findings.problems)
    values: dict[str, tuple[str, Row]] = {}
    for row in sheet.rows[1:]:
        name, value = (*row.cells, "", "")[:2]
        if name in values:
            findings.problem(sheet.place(row.line, 1), "roster-manifest-twice", property=name)
        values[name] = (value, row)
    version = _version(sheet, values, findings)
    modes = _modes(sheet, values, findings)
    _compare(parcel, sheet, values, modes, findings)
    manifest = Manifest(Place(file.path, 1), version, modes)
    if manifest.whole:
        for table in NEEDED.get(version, ()):
            if modes.get(table) != "bulk":
                findings.problem(sheet.place(1), "roster-manifest-table-needed", file=table)
    return manifest if len(findings.problems) == before else None


def _version(sheet: Sheet, values: Mapping[str, tuple[str, Row]], findings: Findings) -> str:
    for name, allowed in ((_MANIFEST_VERSION, ("1.0",)), (_VERSION, VERSIONS)):
        if name not in values:
            findings.problem(sheet.place(1), "roster-manifest-property", property=name)
        elif _minor(values[name][0]) not in allowed:
            findings.problem(
                sheet.place(values[name][1].line, 2),
                "roster-manifest-version",
                value=values[name][0],
                property=name,
                versions=", ".join(allowed),
            )
    return _minor(values.get(_VERSION, ("", None))[0])


def _minor(version: str) -> str:
    # Producers of 1.2.1 write it in full although the binding asks for 1.2.
    return ".".join(version.split(".")[:2])


def _modes(
    sheet: Sheet, values: Mapping[str, tuple[str, Row]], findings: Findings
) -> Mapping[str, str]:
    modes = {}
    for name, (value, row) in values.items():
        if not name.startswith(_FILE):
            continue
        if value not in _MODES:
            findings.problem(
                sheet.place(row.line, 2), "roster-manifest-mode", value=value, property=name
            )
        elif value != "absent":
            modes[name.removeprefix(_FILE)] = value
    return modes


def _compare(
    parcel: Parcel, sheet: Sheet, values: Mapping[str, tuple[str, Row]],
    modes: Mapping[str, str], findings: Findings,
) -> None:  # fmt: skip
    present = {file.path.name for file in parcel.files} - {MANIFEST}
    for table in modes:
        if f"{table}.csv" not in present:
            place = sheet.place(values[_FILE + table][1].line, 1)
            findings.problem(place, "roster-manifest-file-missing", file=f"{table}.csv")
    for file in parcel.files:
        if file.path.name.lower() != MANIFEST and file.path.stem not in modes:
            findings.problem(Place(file.path, 1), "roster-manifest-file-unlisted")
