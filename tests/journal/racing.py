"""One process of a race for an approval: for each line it reads, it withdraws or starts, and prints whether it won."""

from __future__ import annotations

import sys
from pathlib import Path

from superindividual.errors import DecisionRefused
from superindividual.ids import Digest, RequestId
from superindividual.journal.journal import Journal

if __name__ == "__main__":
    role, path, *control = sys.argv[1:]
    journal = Journal(Path(path))
    if control:  # the same without the comparison: whoever looks first has won nothing
        journal.withdrawals._why_not = lambda request, taken: ""  # type: ignore[method-assign]
    print("ready", flush=True)
    for line in sys.stdin:
        request = RequestId(line.strip())
        if role == "start":
            effect = journal.outbox.of_request(request)
            assert effect is not None
            won = journal.outbox.start(Digest(effect.key), lambda _effect: None) is None
        else:
            try:
                journal.withdrawals.withdraw(request, by="founder")
                won = True
            except DecisionRefused:
                won = False
        print(int(won), flush=True)
