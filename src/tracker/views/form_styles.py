"""How the cells of a form look, and which texts they can hold."""

from tracker.views.workbook import HEAD_COLOUR, LONGEST_TEXT

Properties = dict[str, object]
BOX: Properties = {"border": 1}
CELL: Properties = {**BOX, "text_wrap": True}
INPUT: Properties = {"locked": False, "bg_color": "#fff9d6"}
TITLE: Properties = {"bold": True, "font_size": 14, "align": "center", "valign": "bottom", "text_wrap": True}
OWNER: Properties = {"bold": True, "align": "center", "valign": "bottom"}
HINT: Properties = {"italic": True, "text_wrap": True, "valign": "top"}
HEADING: Properties = {**CELL, "bold": True, "align": "center", "bg_color": HEAD_COLOUR}
GROUP: Properties = {**CELL, "bold": True}
CENTRED: Properties = {**CELL, "align": "center"}
RIGHT: Properties = {**CELL, "align": "right"}
GREY: Properties = {**BOX, "font_color": "#808080", "shrink": True}
NUMBER: Properties = {**BOX, **INPUT, "align": "right"}
CHOICE: Properties = {**CELL, **INPUT, "align": "center"}
TEXT: Properties = {**CELL, **INPUT, "valign": "top", "num_format": "@"}


def is_writable(text: str) -> bool:
    """Whether a cell can hold a text unchanged; others are left out, which `import` reads as no change."""
    is_plain = text.isprintable() or text.replace("\n", "").isprintable()
    return len(text) <= LONGEST_TEXT and is_plain and "_x" not in text
