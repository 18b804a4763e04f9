"""Writes the structures of an SDMX export as an SDMX-ML 3.0 message: codelists, concepts, data structure, dataflow."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring

from tracker.exports.content import ExportContent
from tracker.exports.sdmx_model import VERSION, Code, Component, SdmxModel, translate_all
from tracker.i18n import N_
from tracker.model import Text
from tracker.text import sanitize_text

_SCHEMAS = "http://www.sdmx.org/resources/sdmxml/schemas/v3_0"
_PREFIXES = {"mes": "message", "str": "structure", "com": "common"}
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_DATA_STRUCTURE, _DATAFLOW, _CONCEPTS = "DSD_INDICATORS", "DF_INDICATORS", "CS_INDICATORS"
_CONCEPTS_NAME, _STRUCTURE_NAME = N_("Concepts"), N_("Indicators, targets and plans")
_NEVER = "1970-01-01"


def format_structure(model: SdmxModel, content: ExportContent) -> bytes:
    """Return the message, which has the day that the user named, or that of the last recording."""
    return _StructureWriter(model, content).write()


def _name(prefix: str, tag: str) -> str:
    return f"{{{_SCHEMAS}/{_PREFIXES[prefix]}}}{tag}"


class _StructureWriter:
    def __init__(self, model: SdmxModel, content: ExportContent) -> None:
        self._model, self._content = model, content
        self._default = content.register.term.language or content.language.code

    def write(self) -> bytes:
        """Return the message."""
        for prefix, name in _PREFIXES.items():
            register_namespace(prefix, f"{_SCHEMAS}/{name}")
        root = Element(_name("mes", "Structure"))
        self._add_header(root)
        structures = SubElement(root, _name("mes", "Structures"))
        coded = [component for component in self._model.components if component.codes]
        codelists = SubElement(structures, _name("str", "Codelists"))
        for component in coded:
            self._add_codelist(codelists, component)
        self._add_concepts(SubElement(structures, _name("str", "ConceptSchemes")))
        self._add_dataflow(SubElement(structures, _name("str", "Dataflows")))
        self._add_data_structure(SubElement(structures, _name("str", "DataStructures")))
        indent(root)
        text: str = tostring(root, encoding="unicode")
        return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()

    def _add_header(self, root: Element) -> None:
        header = SubElement(root, _name("mes", "Header"))
        recorded = [row.recorded_on for rows in self._content.register.list_results().values() for row in rows]
        day = self._content.as_of or max(recorded, default=_NEVER)
        for tag, text in (("ID", _DATAFLOW), ("Test", "false"), ("Prepared", f"{day}T00:00:00")):
            SubElement(header, _name("mes", tag)).text = text
        SubElement(header, _name("mes", "Sender"), id=self._model.agency)

    def _add_maintained(self, parent: Element, tag: str, identity: str, name: Text) -> Element:
        attributes = {"id": identity, "agencyID": self._model.agency, "version": VERSION}
        element = SubElement(parent, _name("str", tag), attributes)
        self._add_names(element, name, identity)
        return element

    def _add_names(self, element: Element, name: Text, fallback: str) -> None:
        """Add a name in each language; one without a language is in that of the folder."""
        texts = {code or self._default: sanitize_text(text) for code, text in name.items() if text.strip()}
        for code, text in (texts or {self._default: fallback}).items():
            SubElement(element, _name("com", "Name"), {_LANG: code}).text = text

    def _add_codelist(self, parent: Element, component: Component) -> None:
        codelist = self._add_maintained(parent, "Codelist", component.codelist, component.name)
        for code in component.codes:
            self._add_code(codelist, code)

    def _add_code(self, codelist: Element, code: Code) -> None:
        element = SubElement(codelist, _name("str", "Code"), id=code.id)
        self._add_names(element, code.name, code.id)
        if code.parent:
            SubElement(element, _name("str", "Parent")).text = code.parent

    def _add_concepts(self, parent: Element) -> None:
        scheme = self._add_maintained(parent, "ConceptScheme", _CONCEPTS, translate_all(_CONCEPTS_NAME))
        for component in self._model.components:
            concept = SubElement(scheme, _name("str", "Concept"), id=component.id)
            self._add_names(concept, component.name, component.id)

    def _add_dataflow(self, parent: Element) -> None:
        term = self._content.register.term
        dataflow = self._add_maintained(parent, "Dataflow", _DATAFLOW, term.name)
        SubElement(dataflow, _name("str", "Structure")).text = self._make_urn(
            "datastructure.DataStructure", _DATA_STRUCTURE
        )

    def _make_urn(self, kind: str, identity: str) -> str:
        return f"urn:sdmx:org.sdmx.infomodel.{kind}={self._model.agency}:{identity}({VERSION})"

    def _add_data_structure(self, parent: Element) -> None:
        structure = self._add_maintained(parent, "DataStructure", _DATA_STRUCTURE, translate_all(_STRUCTURE_NAME))
        components = SubElement(structure, _name("str", "DataStructureComponents"))
        dimensions = SubElement(components, _name("str", "DimensionList"), id="DimensionDescriptor")
        for position, component in enumerate(self._list("dimension"), 1):
            element = SubElement(dimensions, _name("str", "Dimension"), id=component.id, position=str(position))
            self._add_representation(element, component)
        for component in self._list("time"):
            self._add_representation(SubElement(dimensions, _name("str", "TimeDimension"), id=component.id), component)
        attributes = SubElement(components, _name("str", "AttributeList"), id="AttributeDescriptor")
        for component in self._list("attribute"):
            self._add_attribute(attributes, component)
        measures = SubElement(components, _name("str", "MeasureList"), id="MeasureDescriptor")
        for component in self._list("measure"):
            element = SubElement(measures, _name("str", "Measure"), id=component.id, usage="optional")
            self._add_representation(element, component)

    def _list(self, role: str) -> Iterable[Component]:
        return [component for component in self._model.components if component.role == role]

    def _add_attribute(self, parent: Element, component: Component) -> None:
        usage = "mandatory" if component.is_mandatory else "optional"
        element = SubElement(parent, _name("str", "Attribute"), id=component.id, usage=usage)
        self._add_representation(element, component)
        relationship = SubElement(element, _name("str", "AttributeRelationship"))
        if component.attachment == "indicator":
            SubElement(relationship, _name("str", "Dimension")).text = "INDICATOR"
        else:
            SubElement(relationship, _name("str", component.attachment.capitalize()))

    def _add_representation(self, element: Element, component: Component) -> None:
        concept = f"{self._make_urn('conceptscheme.Concept', _CONCEPTS)}.{component.id}"
        SubElement(element, _name("str", "ConceptIdentity")).text = concept
        local = SubElement(element, _name("str", "LocalRepresentation"))
        if component.codes:
            SubElement(local, _name("str", "Enumeration")).text = self._make_urn(
                "codelist.Codelist", component.codelist
            )
        else:
            SubElement(local, _name("str", "TextFormat"), textType=component.text_type)
