"""The sandbox of templates: it reads plain data, and calls nothing but a few methods of texts, lists and mappings."""

from typing import Any

from jinja2 import Undefined, runtime, sandbox
from jinja2.environment import TemplateModule
from jinja2.utils import Cycler, Namespace

_MAX_BITS = 4096
_MAX_REPEATED = 10_000
_REMOVED_FILTERS = ("attr", "format", "pprint", "random")
_METHODS: dict[type, frozenset[str]] = {
    str: frozenset(
        (
            "capitalize",
            "count",
            "endswith",
            "find",
            "isdigit",
            "join",
            "lower",
            "lstrip",
            "partition",
            "replace",
            "rsplit",
            "rstrip",
            "split",
            "splitlines",
            "startswith",
            "strip",
            "title",
            "upper",
        )
    ),
    dict: frozenset(("get", "items", "keys", "values")),
    list: frozenset(("count", "index")),
    tuple: frozenset(("count", "index")),
}
_LOOP_NAMES = frozenset(
    (
        "changed",
        "cycle",
        "depth",
        "depth0",
        "first",
        "index",
        "index0",
        "last",
        "length",
        "nextitem",
        "previtem",
        "revindex",
        "revindex0",
    )
)


class PlainEnvironment(sandbox.ImmutableSandboxedEnvironment):
    """An environment that reads plain data and calls nothing of the program."""

    intercepted_binops = frozenset(("*", "**", "%"))

    def remove_unsafe(self) -> None:
        """Remove the filters and functions that reach attributes, repeat texts without limit or differ each time."""
        for name in _REMOVED_FILTERS:
            del self.filters[name]
        del self.globals["lipsum"]

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:  # noqa: ANN401
        """Return a product, power or remainder of small numbers, or a text repeated a few times."""
        _check_operation(operator, left, right)
        return super().call_binop(context, operator, left, right)

    def getattr(self, obj: Any, attribute: str) -> Any:  # noqa: ANN401
        """Return an entry of a mapping, or one of the few attributes that templates may use."""
        if isinstance(obj, dict) and attribute in obj:
            return obj[attribute]
        if isinstance(obj, Undefined):
            obj._fail_with_undefined_error()
        if self._is_open(obj, attribute):
            return getattr(obj, attribute)
        if isinstance(obj, runtime.TemplateReference) and not attribute.startswith("_"):
            return obj[attribute]
        return self.undefined(obj=obj, name=attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:  # noqa: ANN401
        """Return an entry of a mapping, a list or a text, else what `getattr` returns."""
        if isinstance(obj, (dict, list, tuple, str, range)):
            try:
                return obj[argument]
            except (LookupError, TypeError):
                pass
        if isinstance(argument, str):
            return self.getattr(obj, argument)
        return self.undefined(obj=obj, name=argument)

    @staticmethod
    def _is_open(obj: Any, attribute: str) -> bool:  # noqa: ANN401
        if isinstance(obj, runtime.LoopContext):
            return attribute in _LOOP_NAMES
        if isinstance(obj, Cycler):
            return attribute in ("current", "next", "reset")
        if isinstance(obj, Namespace):
            return not attribute.startswith("_")
        if isinstance(obj, TemplateModule):
            return not attribute.startswith("_") and attribute in vars(obj)
        if isinstance(obj, tuple) and hasattr(obj, "_fields"):  # a group of the filter groupby
            return attribute in ("grouper", "list")
        return any(isinstance(obj, kind) and attribute in names for kind, names in _METHODS.items())


def _check_operation(operator: str, left: object, right: object) -> None:
    """Raise ValueError if an operation could take long or need much memory, or is no arithmetic."""
    repeated = [each for each in (left, right) if isinstance(each, (str, list, tuple))]
    if repeated and operator == "*":
        times = [each for each in (left, right) if isinstance(each, int)]
        if len(times) != 1 or len(repeated[0]) * times[0] > _MAX_REPEATED:
            raise ValueError(f"a text is repeated at most to {_MAX_REPEATED} letters")
    elif repeated:
        raise ValueError(f"{operator} is for numbers")
    elif isinstance(left, int) and isinstance(right, int):
        bits = left.bit_length() * abs(right) if operator == "**" else left.bit_length() + right.bit_length()
        if bits > _MAX_BITS:
            raise ValueError("the number is too large")
