"""XML from strangers: no entities, no abyss, and a fault that names its line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scenescore.formats.spotting_notes.sheet import refuse

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

__all__ = ["parsed"]

#: Editors nest less than twenty deep.
_DEEPEST = 200


def parsed(data: bytes) -> Element:
    """Read a document into a tree.

    Raises:
        SceneError: when it is no XML, declares entities, or nests too deeply.
    """
    import xml.etree.ElementTree as ET  # noqa: PLC0415 - looked through before it is read
    from xml.parsers.expat import ExpatError  # noqa: PLC0415

    try:
        _look_through(data)
        return ET.fromstring(data)  # noqa: S314 - entities are refused above
    except ExpatError as error:
        refuse(f"line {error.lineno}", f"is not XML: {error}")
    except ET.ParseError as error:
        refuse(f"line {error.position[0]}", f"is not XML: {error}")
    except (ValueError, LookupError) as error:  # an encoding that nobody knows
        refuse("file", f"is not XML: {error}")


def _look_through(data: bytes) -> None:
    """Raise when a document declares entities (which can grow without bound) or nests too deeply."""
    from xml.parsers import expat  # noqa: PLC0415

    depth = 0

    def opened(*_: Any) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            refuse(f"line {parser.CurrentLineNumber}", "nests elements too deeply")

    def closed(*_: Any) -> None:
        nonlocal depth
        depth -= 1

    def declared(*_: Any) -> None:
        refuse(f"line {parser.CurrentLineNumber}", "declares XML entities, which no editor writes")

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler, parser.EntityDeclHandler = opened, closed, declared
    parser.Parse(data, True)  # noqa: FBT003 - the signature of expat
