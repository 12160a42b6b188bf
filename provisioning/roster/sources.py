"""Which files a roster folder holds, with the archives in it opened.

Files that were handed over together form a `Parcel`: the folder itself, each subfolder, each ZIP
archive. That is what OneRoster calls a bulk or a delta; for spreadsheets it makes no difference.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from provisioning.problems import Place
from provisioning.roster.archive import LARGEST_FILE, ArchiveError, unpack
from provisioning.roster.findings import Findings

TEXT_TABLES = frozenset({".csv", ".tsv", ".txt"})
WORKBOOKS = frozenset({".xlsx", ".ods"})
_TABLES = TEXT_TABLES | WORKBOOKS
# A list in one of these would be left out silently and its people taken for leavers.
_OTHER_TABLES = frozenset({".xls", ".xlsm", ".xlsb", ".xltx", ".fods", ".numbers", ".rar", ".7z"})
_OWN_PROFILES = frozenset({".yaml", ".yml"})
REJECTED_ENDING = ".rejected.csv"


@dataclass(frozen=True, slots=True)
class RosterFile:
    """One file: the path that messages show (an archive counts as a folder) and its bytes."""

    path: Path
    data: bytes

    @property
    def kind(self) -> str:
        """The ending in lower case, ".csv"."""
        return self.path.suffix.lower()


@dataclass(frozen=True, slots=True)
class Parcel:
    """Files handed over together; `path` is their folder or archive."""

    path: Path
    files: tuple[RosterFile, ...]
    folder_below: bool = False

    def named(self, name: str) -> RosterFile | None:
        """The file called `name`, in whatever case the file system kept it."""
        wanted = name.lower()
        return next((file for file in self.files if file.path.name.lower() == wanted), None)


def gather(folder: Path, findings: Findings) -> Sequence[Parcel]:
    """All parcels of `folder`: the folder first, then subfolders and archives by name."""
    entries = _entries(folder, findings)
    if entries is None:
        return ()
    own: list[RosterFile] = []
    further: list[Parcel] = []
    for entry in entries:
        if _is_directory(entry) and entry.suffix.lower() not in _TABLES:
            if entry.name != "profiles":
                further.append(Parcel(entry, tuple(_files(entry, findings)), folder_below=True))
        elif entry.suffix.lower() == ".zip":
            further.append(Parcel(entry, tuple(_archived(entry, findings))))
        else:
            own.extend(_file(entry, findings))
    parcels = [Parcel(folder, tuple(own)), *further]
    return [parcel for parcel in parcels if parcel.files]


def _is_directory(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False


def _entries(folder: Path, findings: Findings) -> Sequence[Path] | None:
    try:
        return sorted(entry for entry in folder.iterdir() if not _ignored(entry.name))
    except FileNotFoundError:
        findings.problem(Place(folder), "roster-folder-missing")
    except (OSError, ValueError):
        findings.problem(Place(folder), "roster-folder-unreadable")
    return None


def _ignored(name: str) -> bool:
    return name.startswith((".", "~$", "__MACOSX")) or name.lower().endswith(REJECTED_ENDING)


def _hidden(name: PurePosixPath) -> bool:
    return any(_ignored(part) for part in name.parts if part != "..")


def _files(folder: Path, findings: Findings) -> Iterator[RosterFile]:
    for entry in _entries(folder, findings) or ():
        if _is_directory(entry) and entry.suffix.lower() not in _TABLES:
            findings.warn(Place(entry), "roster-folder-not-read")
        else:
            yield from _file(entry, findings)


def _file(path: Path, findings: Findings) -> Iterator[RosterFile]:
    """The file, if it is a table; otherwise a word about why it is left out."""
    if not _wanted(path, findings):
        return
    data = _bytes(path, findings)
    if data is not None:
        yield RosterFile(path, data)


def _wanted(path: Path, findings: Findings) -> bool:
    ending = path.suffix.lower()
    if ending in _TABLES:
        return True
    if ending in _OTHER_TABLES or ending == ".zip":
        findings.problem(Place(path), "roster-file-other-table", ending=ending)
    elif ending not in _OWN_PROFILES:
        findings.warn(Place(path), "roster-file-not-read")
    return False


def _bytes(path: Path, findings: Findings) -> bytes | None:
    try:
        # A pipe or a device would block or never end.
        if not path.is_file():
            findings.problem(Place(path), "roster-file-not-a-file")
            return None
        if path.stat().st_size > LARGEST_FILE:
            findings.problem(Place(path), "roster-file-too-large", limit=LARGEST_FILE >> 20)
            return None
        return path.read_bytes()
    except (OSError, ValueError):
        findings.problem(Place(path), "roster-file-unreadable")
        return None


def _archived(path: Path, findings: Findings) -> Iterator[RosterFile]:
    data = _bytes(path, findings)
    if data is None:
        return
    try:
        unpacked = unpack(data)
    except ArchiveError as error:
        findings.problem(Place(path), error.what.key, **error.what.args)
        return
    named = [(PurePosixPath(name.replace("\\", "/")), content) for name, content in unpacked]
    named = [(name, data) for name, data in named if not _hidden(name)]
    if not named:
        findings.problem(Place(path), "roster-archive-empty")
        return
    # Who packs a folder instead of the files in it gets one folder at the top: no harm done.
    tops = {name.parts[0] if len(name.parts) > 1 else "" for name, _ in named}
    depth = 2 if len(tops) == 1 and "" not in tops else 1
    for name, content in sorted(named):
        shown = path / "/".join(part for part in name.parts if part not in ("..", "/"))
        if len(name.parts) != depth:
            findings.problem(Place(path), "roster-archive-nested", name=str(name))
        elif _wanted(shown, findings):
            yield RosterFile(path / name.name, content)
