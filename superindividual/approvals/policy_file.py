"""PolicyFile: the policy in force, read from company.yaml when it is needed, so that an edit counts from the next ruling."""

from __future__ import annotations

from typing import Any

from superindividual.approvals.policy import Policy, policy_of, unreadable
from superindividual.errors import SuperindividualError
from superindividual.journal.policies import Policies
from superindividual.paths import CompanyPaths, Look, look_of


class PolicyFile:
    """Reads the file again whenever it is another one than before; what cannot be read allows nothing."""

    def __init__(self, paths: CompanyPaths, policies: Policies | None = None) -> None:
        self._paths = paths
        self._file = paths.spec
        self._policies = policies
        self._read: tuple[Look, Policy] | None = None

    def __call__(self) -> Policy:
        """The policy in force; a new one, or a fault, is noted in the journal once."""
        before = look_of(self._file)
        if before is None or self._read is None or self._read[0] != before:
            policy = self._load()
            # a file that changed while it was read is read again the next time
            same = before is not None and look_of(self._file) == before
            self._read = (before, policy) if same and before is not None else None
            self._note(policy)
            return policy
        return self._read[1]

    def _load(self) -> Policy:
        from superindividual.specs.catalog import Catalog
        from superindividual.specs.company_reader import load_company

        try:
            agents = Catalog(self._paths).agent_files()
            return policy_of(load_company(self._file, agents).policy)
        except (SuperindividualError, OSError) as error:
            return unreadable(str(error), self._before())

    def _before(self) -> dict[str, Any] | None:
        """What the last policy that could be read said, whichever process read it."""
        noted = self._policies.readable() if self._policies else None
        return noted.policy if noted else None

    def _note(self, policy: Policy) -> None:
        if self._policies:
            said = None if policy.fault else policy.spec.canonical()
            self._policies.note(policy.version, said, policy.fault)
