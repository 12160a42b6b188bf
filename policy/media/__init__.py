"""Files that people send: their type by their bytes, what is refused, what is taken out of them.

Pure functions on seekable binary files, read in pieces; the Synapse adapter is
`policy.synapse.uploads`.
"""

from policy.media.mp4 import neutralise
from policy.media.photo import clean_photo
from policy.media.sniff import sniff
from policy.media.types import GROUPS, TYPES, FileType, Refused, group_of
from policy.media.uploads import Prepared, decide_size, decide_upload, largest, prepare

__all__ = [
    "GROUPS",
    "TYPES",
    "FileType",
    "Prepared",
    "Refused",
    "clean_photo",
    "decide_size",
    "decide_upload",
    "group_of",
    "largest",
    "neutralise",
    "prepare",
    "sniff",
]
