"""Reads a YAML file that a person wrote into a pydantic model, and says where it is wrong.

PyYAML forgets positions and silently keeps the last of two equal keys, so the node tree is walked
here: every value gets its line and column, and a doubled key is a problem.
"""

from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from yaml.composer import ComposerError

from provisioning.problems import InputError, Place, Problem
from templates import Message, message

_Model = TypeVar("_Model", bound=BaseModel)
KeyPath = tuple[str | int, ...]

# pydantic's error types that have a sentence of their own; others are told in pydantic's words.
_KNOWN_ERRORS = {
    "missing": "yaml-field-missing",
    "extra_forbidden": "yaml-field-unknown",
    "literal_error": "yaml-value-not-allowed",
    "enum": "yaml-value-not-allowed",
    "string_type": "yaml-text-expected",
    "int_type": "yaml-number-expected",
    "int_parsing": "yaml-number-expected",
    "list_type": "yaml-list-expected",
    "tuple_type": "yaml-list-expected",
    "dict_type": "yaml-table-expected",
    "model_type": "yaml-table-expected",
    "bool_parsing": "yaml-yes-no-expected",
    "bool_type": "yaml-yes-no-expected",
    "date_type": "yaml-date-expected",
    "date_parsing": "yaml-date-expected",
    "date_from_datetime_parsing": "yaml-date-expected",
    "date_from_datetime_inexact": "yaml-date-expected",
}
# Models name a message of their own as the type of the error.
_OWN_ERRORS = "layout-"
_NUMBERS = ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")


class _Loader(yaml.SafeLoader):
    """Refuses aliases (`*name`): nobody needs them here, and nested ones grow without end."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            alias = self.get_event()  # type: ignore[no-untyped-call]
            why = f"an alias (*{alias.anchor}) is not allowed here"
            raise ComposerError(None, None, why, alias.start_mark)
        return super().compose_node(parent, index)


class YamlFile:
    """A parsed file: its plain data, and the place of every key and value."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.problems: list[Problem] = []
        self._places: dict[KeyPath, Place] = {}
        self.data: Any = self._parse()

    def place(self, keys: KeyPath) -> Place:
        """Where the value at `keys` stands, or its nearest ancestor that the file has."""
        while keys and keys not in self._places:
            keys = keys[:-1]
        return self._places.get(keys, Place(self.path, 1, 1))

    def _parse(self) -> Any:
        try:
            text = self.path.read_text(encoding="utf-8-sig")
        except FileNotFoundError:
            self.problems.append(Problem(Place(self.path), message("file-missing")))
            return None
        except (OSError, UnicodeDecodeError) as error:
            self.problems.append(
                Problem(Place(self.path), message("file-unreadable", why=str(error)))
            )
            return None
        try:
            node = yaml.compose(text, Loader=_Loader)
            return None if node is None else self._value(node, ())
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            place = Place(self.path, mark.line + 1, mark.column + 1) if mark else Place(self.path)
            self.problems.append(
                Problem(place, message("yaml-syntax", why=error.problem or str(error)))
            )
        except (yaml.YAMLError, RecursionError) as error:
            self.problems.append(
                Problem(Place(self.path, 1, 1), message("yaml-syntax", why=str(error)))
            )
        return None

    def _value(self, node: yaml.Node, keys: KeyPath) -> Any:
        mark = node.start_mark
        self._places.setdefault(keys, Place(self.path, mark.line + 1, mark.column + 1))
        if isinstance(node, yaml.MappingNode):
            table: dict[Any, Any] = {}
            for key_node, value_node in node.value:
                start = key_node.start_mark
                place = Place(self.path, start.line + 1, start.column + 1)
                if not isinstance(key_node, yaml.ScalarNode):
                    why = "a list or table cannot be a name"
                    self.problems.append(Problem(place, message("yaml-syntax", why=why)))
                    continue
                # Keys stay as written: `2.10` is a clause, not the number 2.1.
                key = str(key_node.value)
                if key in table:
                    self.problems.append(Problem(place, Message("yaml-key-twice", {"key": key})))
                self._places[(*keys, key)] = place
                table[key] = self._value(value_node, (*keys, key))
            return table
        if isinstance(node, yaml.SequenceNode):
            return [self._value(item, (*keys, i)) for i, item in enumerate(node.value)]
        return self._scalar(node, keys)

    def _scalar(self, node: yaml.Node, keys: KeyPath) -> Any:
        if node.tag in _NUMBERS and ":" in node.value:
            # YAML 1.1 reads 21:00 as a number to the base of sixty; people mean a time.
            return node.value
        try:
            # Tags beyond YAML's own are refused by SafeLoader.
            return yaml.SafeLoader("").construct_object(node)
        except (ArithmeticError, AttributeError, LookupError, ValueError) as error:
            # The 31st of June, `!!bool maybe`: PyYAML says it with whatever exception comes.
            self.problems.append(
                Problem(self._places[keys], message("yaml-syntax", why=str(error)))
            )
            return None


def load_model(path: Path, model: type[_Model]) -> tuple[_Model, YamlFile]:
    """Read and validate `path`.

    Returns the model and the file, which can still tell places for later checks.

    Raises:
        InputError: with all problems of the file, each with line and column.
    """
    file = YamlFile(path)
    if file.problems:
        raise InputError(file.problems)
    try:
        return model.model_validate(file.data if file.data is not None else {}), file
    except ValidationError as error:
        raise InputError(_problem(file, details) for details in error.errors()) from None


def _problem(file: YamlFile, details: Any) -> Problem:
    location: KeyPath = tuple(details["loc"])
    name = ".".join(str(part) for part in location) or "—"
    kind = details["type"]
    key = kind if kind.startswith(_OWN_ERRORS) else _KNOWN_ERRORS.get(kind, "yaml-value-wrong")
    return Problem(
        file.place(location),
        message(
            key,
            field=name,
            expected=str(details.get("ctx", {}).get("expected", "")),
            why=str(details["msg"]).removeprefix("Value error, "),
        ),
    )
