"""What the cells of a form look like: what is to be filled in is yellow and not locked."""

from typing import Any

_GREY, _INPUT, _HEAD = "#808080", "#fff9d6", "#e7eef5"


class FormFormats:
    """The looks of cells, made once for each set of properties."""

    def __init__(self, book: Any) -> None:  # noqa: ANN401 (a class of the library)
        self._book = book
        self._number_formats: dict[str, Any] = {}
        self.title = book.add_format({"bold": True, "font_size": 14, "align": "center", "text_wrap": True})
        self.owner = book.add_format({"bold": True, "align": "center"})
        self.hint = book.add_format({"italic": True, "text_wrap": True, "valign": "top"})
        boxed = {"border": 1, "valign": "vcenter", "text_wrap": True}
        self.head = book.add_format({**boxed, "bold": True, "align": "center", "bg_color": _HEAD})
        self.group = book.add_format({**boxed, "bold": True})
        self.text = book.add_format(boxed)
        self.centred = book.add_format({**boxed, "align": "center"})
        self.right = book.add_format({**boxed, "align": "right"})
        self.grey = book.add_format({"border": 1, "valign": "vcenter", "font_color": _GREY, "shrink": True})
        self.free = book.add_format({**boxed, "valign": "top", "locked": False, "bg_color": _INPUT, "num_format": "@"})
        self.choice = book.add_format({**boxed, "locked": False, "bg_color": _INPUT, "align": "center"})
        self._name_formats: dict[int, Any] = {}

    def get_name_format(self, depth: int) -> Any:  # noqa: ANN401
        """Return the look of a name, set in where it is a part of another."""
        if depth not in self._name_formats:
            self._name_formats[depth] = self._book.add_format(
                {"border": 1, "valign": "vcenter", "text_wrap": True, "indent": depth}
            )
        return self._name_formats[depth]

    def get_number_format(self, decimals: int) -> Any:  # noqa: ANN401
        """Return the look of an input cell for a number with so many decimals."""
        pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
        if pattern not in self._number_formats:
            self._number_formats[pattern] = self._book.add_format(
                {"border": 1, "valign": "vcenter", "align": "right", "locked": False, "bg_color": _INPUT,
                 "num_format": pattern}
            )  # fmt: skip
        return self._number_formats[pattern]
