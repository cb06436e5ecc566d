"""The types of a store's columns: what Python has, SQLite keeps, and a server is told.

On a server text has no length, which would be enforced there alone, and sorts by its code points, as SQLite's
does; whole numbers have 64 bits.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import BigInteger, Dialect, LargeBinary, Text, TypeDecorator
from sqlalchemy import Integer as Int32
from sqlalchemy import String as StringOfLength
from sqlalchemy.types import TypeEngine

from merlingua.surveys.store_errors import UnreadableValueError

T = TypeVar("T")

KEY_BYTES = 16

_ANY_TEXT = Text(collation="C")
Integer = Int32().with_variant(BigInteger(), "postgresql")
"""A whole number of 64 bits, as all of SQLite's are."""
LongText = Text().with_variant(_ANY_TEXT, "postgresql")


def text(length: int) -> Any:
    """Text that this program keeps within a length."""
    return StringOfLength(length).with_variant(_ANY_TEXT, "postgresql")


class Key(TypeDecorator[UUID]):
    """A UUID in 16 bytes."""

    impl = LargeBinary(KEY_BYTES)
    cache_ok = True

    def process_bind_param(self, value: UUID | None, dialect: Dialect) -> bytes | None:
        return None if value is None else value.bytes

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> UUID | None:
        return None if value is None else _read(lambda kept: UUID(bytes=kept), value)


class UtcTime(TypeDecorator[datetime]):
    """A moment that knows its zone, kept as text in UTC, always with microseconds."""

    impl = StringOfLength(32)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return _text_of(self, dialect)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        return None if value is None else value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        return None if value is None else _read(datetime.fromisoformat, value)


class Name(TypeDecorator[str]):
    """A name that the system gave, of a machine or a device: half a character in it is written out."""

    impl = StringOfLength
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return _text_of(self, dialect)

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else value.encode("utf-8", "backslashreplace").decode()


class Json(TypeDecorator[Any]):
    """Mappings and lists as JSON; in ASCII, which can hold any text that Python can."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return _text_of(self, dialect)

    def process_bind_param(self, value: Any, dialect: Dialect) -> str:
        return json.dumps(value, allow_nan=False)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else _read(json.loads, value)


def _text_of(kind: TypeDecorator[Any], dialect: Dialect) -> TypeEngine[Any]:
    is_server = dialect.name == "postgresql"
    return dialect.type_descriptor(_ANY_TEXT if is_server else kind.impl_instance)


def _read(reader: Callable[[Any], T], kept: object) -> T:
    try:
        return reader(kept)
    except (ValueError, TypeError) as error:
        raise UnreadableValueError(f"{kept!r:.60} makes no sense") from error
