"""Notifier: tells the founder by message what waits and what went wrong; a task beside the runs that holds none up."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta

from superindividual.approvals import notice_wording
from superindividual.clock import parse, stamp
from superindividual.engine.delivery import Send, address, known_secrets, send
from superindividual.engine.watch import Watch
from superindividual.errors import NotifyFailed
from superindividual.journal.events import Event
from superindividual.journal.journal import Journal
from superindividual.journal.notices import Notice
from superindividual.specs.notify import NotifySpec
from superindividual.specs.workflow import seconds

_log = logging.getLogger(__name__)

MOST_TRIES = 5
MOST_TOGETHER = 20
"""Notices in one message; more follow in the next."""
_FIRST_WAIT, _FACTOR = 10, 4
"""Seconds before the second try, and how much longer before each further one."""
_LOOK_AGAIN = 60.0
"""Seconds after which a waiting notice is looked at again, for the sake of quiet hours."""
_LAST = 30.0
"""Seconds that an ending worker gives to what is still to be sent."""


class Notifier:
    """Looks at new events, and sends what is due: for each target one message at a time."""

    def __init__(
        self,
        journal: Journal,
        spec: NotifySpec,
        company: str,
        *,
        deliver: Send = send,
        resolve: Callable[[str], str] = address,
        known: Sequence[str] | None = None,
    ) -> None:
        self._journal = journal
        self._spec = spec
        self._company = company
        self._deliver = deliver
        self._resolve = resolve
        self._known = known_secrets() if known is None else tuple(known)

    async def run(self, watch: Watch) -> None:
        """Work until the worker parks."""
        while not watch.parked:
            self.look()
            await self.send_due()
            await watch.until(self._news, within=self._rest())

    def look(self) -> None:
        """Take up what happened; before the first look only what waits is told, never the past."""
        journal = self._journal
        seen, last = journal.notices.seen(), journal.events.last_seq()
        if seen == last:
            return
        events = journal.events.after(seen, limit=last - seen) if seen is not None else self._waiting()
        delay = timedelta(seconds=seconds(self._spec.digest) if self._spec.digest else 0)
        due = stamp(journal.clock() + delay)
        subjects = [(notice_wording.subject(e), e.seq) for e in events if self._tells(e)]
        found = [(target, subject, seq, due) for target in self._spec.to for subject, seq in subjects]
        journal.notices.enqueue(found, seen=last)

    def _waiting(self) -> list[Event]:
        rows = self._journal.store.rows(
            "SELECT e.seq FROM events e JOIN requests r ON json_extract(e.data, '$.request') = r.id"
            " WHERE e.kind = 'request.opened' AND r.closed IS NULL ORDER BY e.seq"
        )
        return [found for row in rows if (found := self._journal.events.get(row[0]))]

    def _tells(self, event: Event) -> bool:
        if notice_wording.occasion(event) not in self._spec.when:
            return False
        if event.kind != "request.opened":
            return True
        return self._journal.decisions.request(event.data["request"]).closed is None

    async def send_due(self, *, everything: bool = False) -> None:
        """Send what is due to every target, all targets at once; `everything` does not wait for a digest to fill."""
        moment = self._journal.clock()
        if self._spec.quiet and self._spec.quiet.covers(moment):
            return
        waiting = self._journal.notices.open(self._spec.to) if self._spec.to else []
        batches = [list(self._due(waiting, target, stamp(moment), everything)) for target in self._spec.to]
        await asyncio.gather(*(self._send(batch) for batch in batches if batch))

    def _due(self, waiting: Sequence[Notice], target: str, moment: str, everything: bool) -> Iterator[Notice]:
        """What goes to one target now: once one is due, those that were not tried yet go with it."""
        own = [n for n in waiting if n.target == target]
        due = [n for n in own if n.due <= moment or n.state == "sending"]
        with_it = [n for n in own if n not in due and not n.tries] if due or everything else []
        yield from [*due, *with_it][:MOST_TOGETHER]

    async def _send(self, batch: list[Notice]) -> None:
        notices = self._journal.notices
        worn = [n for n in batch if n.state == "sending" and n.tries >= MOST_TRIES]
        notices.settle(worn, "failed", error="broken off while it was sent")
        worded = {
            n: text
            for n in batch
            if n not in worn and (text := notice_wording.message(self._journal, n, self._known))
        }
        notices.settle([n for n in batch if n not in worn and n not in worded], "dropped")
        if worded:
            await self._deliver_marked(list(worded), list(worded.values()))

    async def _deliver_marked(self, going: list[Notice], texts: list[str]) -> None:
        notices = self._journal.notices
        text = notice_wording.together(texts, repeated=any(n.state == "sending" for n in going))
        head = notice_wording.title(self._company, len(going))
        notices.begin(going)
        try:
            to = self._resolve(going[0].target)
            await asyncio.to_thread(self._deliver, to, head, text)
        except NotifyFailed as error:
            self._try_again(going, str(error))
        except Exception as error:  # noqa: BLE001 - whatever a service's plug-in dies of, the message did not go
            self._try_again(going, type(error).__name__)
        else:
            notices.settle(going, "sent")

    def _try_again(self, going: list[Notice], reason: str) -> None:
        for notice in going:
            tries = notice.tries + 1
            wait = timedelta(seconds=_FIRST_WAIT * _FACTOR ** (tries - 1))
            self._journal.notices.settle(
                [notice],
                "failed" if tries >= MOST_TRIES else "due",
                due=stamp(self._journal.clock() + wait),
                error=reason,
            )

    def _news(self) -> bool:
        return self._journal.events.last_seq() != self._journal.notices.seen()

    def _rest(self) -> float | None:
        """Seconds until something is to be sent; None when nothing is."""
        waiting = self._journal.notices.open(self._spec.to)
        if not waiting:
            return None
        if self._spec.quiet and self._spec.quiet.covers(self._journal.clock()):
            return _LOOK_AGAIN
        first = min(parse(n.due) for n in waiting)
        left = (first - self._journal.clock()).total_seconds()
        return min(max(left, 1.0), _LOOK_AGAIN)


@asynccontextmanager
async def notifying(journal: Journal, spec: NotifySpec, company: str, watch: Watch) -> AsyncIterator[None]:
    """Tell the founder while the block runs; at its end, for a short while, what has not been sent yet."""
    if not spec.to:
        yield
        return
    notifier = Notifier(journal, spec, company)
    task = asyncio.create_task(_guarded(notifier.run(watch)), name="notifier")
    try:
        yield
    finally:
        watch.park()
        await task
        await _guarded(_finish(notifier))


async def _finish(notifier: Notifier) -> None:
    notifier.look()
    await asyncio.wait_for(notifier.send_due(everything=True), _LAST)


async def _guarded(work: Awaitable[None]) -> None:
    """Nothing that goes wrong here ends a run."""
    try:
        await work
    except Exception:  # noqa: BLE001 - whatever it is, it stands in the worker's log, and the runs go on
        _log.exception("notifications stopped; what was not sent stands in: superindividual notify status")
