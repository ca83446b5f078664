"""What captures and checks saw of others, and what of it a person promoted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from ng911risk.access import Permission, Scope
from ng911risk.errors import ConflictError, NotFoundError
from ng911risk.model.observation import Observation, ObservationFile, Promotion
from ng911risk.records import to_json
from ng911risk.records.read import adapter_of
from ng911risk.store.audit import AuditLog
from ng911risk.store.exchange_tables import ObservationRow, PromotionRow
from ng911risk.store.moments import moment_text
from ng911risk.store.repository import Repository
from ng911risk.store.sites import Sites

OBSERVATIONS_MAX: Final = 5_000
"""Most observations of one site."""


class Observations(Repository):
    """The observations of the sites of one organisation: added once, never changed."""

    def __init__(self, session: Session, scope: Scope, log: AuditLog) -> None:
        super().__init__(session, scope, log)
        self._sites = Sites(session, scope, log)

    def add(self, site: str, seen: Iterable[Observation], *, at: datetime) -> int:
        """
        Keep what was seen; the very same a second time changes nothing.

        Returns:
            How many are new.

        Raises:
            NotFoundError: No site has that id, or it is somebody else's.
            ConflictError: The site has too many.
            ForbiddenError: The scope does not allow it.
        """
        self._scope.require(Permission.ADD_EVIDENCE)
        self._sites.hold(site)
        known = self._ids(site)
        new = {one.id: one for one in seen if one.id not in known}
        if len(known) + len(new) > OBSERVATIONS_MAX:
            raise ConflictError(f"A site has at most {OBSERVATIONS_MAX:,} observations.")
        for one in new.values():
            self._session.execute(
                insert(ObservationRow).values(
                    tenant=self._tenant,
                    site=site,
                    id=one.id,
                    observation_json=to_json(one),
                    by=self._scope.user,
                    by_name=self._scope.name,
                    at=moment_text(at),
                )
            )
        if new:
            self._log.add("observations.added", site, at=at, count=len(new))
        return len(new)

    def decide(self, site: str, promotion: Promotion, *, at: datetime) -> None:
        """
        Keep a decision about an observation; the newest counts.

        Whether an observation may become an indicator is asked before
        (ng911risk.intel.promotion).

        Raises:
            NotFoundError: No such site or observation, or it is somebody else's.
            ForbiddenError: The scope does not allow it.
        """
        self._scope.require(Permission.PUBLISH)
        self._sites.hold(site)
        if promotion.observation not in self._ids(site):
            raise NotFoundError("There is no observation with this id.")
        newest = select(func.max(PromotionRow.number)).where(
            PromotionRow.tenant == self._tenant,
            PromotionRow.site == site,
            PromotionRow.observation == promotion.observation,
        )
        self._session.execute(
            insert(PromotionRow).values(
                tenant=self._tenant,
                site=site,
                observation=promotion.observation,
                number=int(self._session.execute(newest).scalar_one() or 0) + 1,
                promotion_json=to_json(promotion),
                by=self._scope.user,
                by_name=self._scope.name,
                at=moment_text(at),
            )
        )
        action = "indicator.withdrawn" if promotion.withdrawn else "indicator.promoted"
        self._log.add(action, promotion.observation, at=at, site=site, vector=promotion.vector)

    def of_site(self, site: str) -> ObservationFile:
        """
        What was seen at `site`, and the decisions that count.

        Raises:
            NotFoundError: No site has that id, or it is somebody else's.
            ForbiddenError: The scope does not allow it.
        """
        self._scope.require(Permission.READ_EVIDENCE)
        self._sites.get(site)
        seen = (
            select(ObservationRow.observation_json)
            .where(ObservationRow.tenant == self._tenant, ObservationRow.site == site)
            .order_by(ObservationRow.id)
        )
        decided = (
            select(PromotionRow.observation, PromotionRow.promotion_json)
            .where(PromotionRow.tenant == self._tenant, PromotionRow.site == site)
            .order_by(PromotionRow.observation, PromotionRow.number)
        )
        newest = {row.observation: row.promotion_json for row in self._session.execute(decided)}
        return ObservationFile(
            observations=tuple(
                adapter_of(Observation).validate_json(data, strict=True)
                for data in self._session.scalars(seen)
            ),
            promotions=tuple(
                adapter_of(Promotion).validate_json(data, strict=True) for data in newest.values()
            ),
        )

    def _ids(self, site: str) -> frozenset[str]:
        query = select(ObservationRow.id).where(
            ObservationRow.tenant == self._tenant, ObservationRow.site == site
        )
        return frozenset(self._session.scalars(query))
