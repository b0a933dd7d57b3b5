"""A value that no text of an object shows."""

from __future__ import annotations


class Secret:
    """A text that is in neither ``repr`` nor JSON, whatever object it is part of."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        return self._value

    def __repr__(self) -> str:
        return "Secret(hidden)"

    def __reduce__(self) -> str:
        raise TypeError("a secret is not pickled")
