"""A pool of connections that stays closed."""

from __future__ import annotations

from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from ng911risk.errors import StoreError


class ClosingPool(QueuePool):
    """
    Gives nothing out once it was disposed of, and closes what is handed back after that.

    SQLAlchemy's own pools keep what comes back late, as open as it was: whoever still reads
    when the store is closed would leave a connection behind.
    """

    _over = False

    def dispose(self) -> None:
        """Close what is here now, and from now on what comes back."""
        self._over = True
        super().dispose()

    def _do_get(self) -> ConnectionPoolEntry:
        if self._over:
            raise StoreError("The database was closed.")
        return super()._do_get()

    def _do_return_conn(self, record: ConnectionPoolEntry) -> None:
        super()._do_return_conn(record)
        if self._over:  # asked after it was put there, so that one of the two sees it
            super().dispose()
