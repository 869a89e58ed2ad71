"""YAML: the record as people edit it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from pmtool.errors import InputError
from pmtool.model import Postmortem, to_plain
from pmtool.model.finding import Place

if TYPE_CHECKING:
    import yaml

    from pmtool.formats.reading import Places, Reading

_DEEPEST = 500


def dump(postmortem: Postmortem) -> str:
    """YAML text, keys in the schema's order."""
    import yaml

    text: str = yaml.dump(to_plain(postmortem), Dumper=_dumper(), sort_keys=False, allow_unicode=True, width=110)
    return text


def read(text: str) -> Reading:
    """The postmortem of a YAML text. Raises InputError."""
    import yaml

    from pmtool.formats.reading import Reading, postmortem_from

    try:
        refuse_traps(text)
        loader = text_loader()(text)
        root = loader.get_single_node()
        data = loader.construct_document(root) if root else None
    except yaml.MarkedYAMLError as error:
        at = error.problem_mark
        place = f" at line {at.line + 1}, column {at.column + 1}" if at else ""
        raise InputError(f"this is not valid YAML: {error.problem}{place}", "Mend it at that place.") from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise InputError(f"this is not valid YAML: {type(error).__name__}", "Load a file that pmtool wrote.") from error

    def locate() -> Places:
        return node_places(root)

    return Reading(postmortem_from(data, locate), locate)


def node_places(root: yaml.Node | None) -> Places:
    """Places of everything below a YAML node: of a scalar its own, of a mapping or a list its name's."""
    import yaml

    places: dict[str, Place] = {}

    def visit(node: yaml.Node | None, path: str, place: Place) -> None:
        places[path] = place
        if isinstance(node, yaml.SequenceNode):
            for index, entry in enumerate(node.value):
                visit(entry, f"{path}/{index}", place_of(entry))
        elif isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                own = place_of(value if isinstance(value, yaml.ScalarNode) else key)
                visit(value, f"{path}/{key.value}", own)

    visit(root, "", Place(1, 1))
    return places


def place_of(node: yaml.Node) -> Place:
    """Where a YAML node begins."""
    return Place(node.start_mark.line + 1, node.start_mark.column + 1)


def refuse_traps(text: str) -> None:
    """Raises RecursionError where YAML is nested so deep that the C parser would run out of stack, and crash, and
    YAMLError for aliases, by which a few lines can hold themselves or a billion others."""
    import yaml

    if sum(map(text.count, ("[", "{", "- ", "? "))) <= _DEEPEST and not ("&" in text and "*" in text):
        return
    depth = 0
    for event in yaml.parse(text, Loader=text_loader()):
        if isinstance(event, yaml.AliasEvent):
            told = f"*{event.anchor} stands for another part; write that part out"
            raise yaml.MarkedYAMLError(problem=told, problem_mark=event.start_mark)  # type: ignore[arg-type]
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _DEEPEST:
            raise RecursionError


@cache
def _dumper() -> type[yaml.SafeDumper]:
    """A safe dumper that shows several lines as lines, and escapes what YAML alone takes for a line break."""
    import yaml

    class TextDumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
        pass

    def represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
        odd = any(c in text for c in "\r\x85\u2028\u2029\ufeff")
        style = '"' if odd else "|" if "\n" in text else None
        return dumper.represent_scalar("tag:yaml.org,2002:str", text, style)

    TextDumper.add_representer(str, represent_text)
    return TextDumper


@cache
def text_loader() -> type[yaml.SafeLoader]:
    """A safe loader for which every scalar but null is text.

    The model knows which fields are numbers; YAML's guesses would turn `due: 2026-03-31` into a date, `owner: no` into
    a truth value and `14:05` into 845.
    """
    import yaml

    class TextLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
        pass

    TextLoader.yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag == "tag:yaml.org,2002:null"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    return TextLoader
