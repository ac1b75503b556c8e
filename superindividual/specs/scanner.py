"""Scanner: the library's own, stopped where brackets nest too deeply; it would look a thousand of them ahead."""

from __future__ import annotations

from typing import Any

from ruamel.yaml.scanner import Scanner, ScannerError

from superindividual.specs.syntax import MAX_DEPTH, NESTED


class ShallowScanner(Scanner):
    """Raises ScannerError at a bracket that opens too deep."""

    def fetch_flow_collection_start(self, *token: Any, **opening: Any) -> None:
        """Begin `[` or `{`."""
        if self.flow_level > MAX_DEPTH:
            raise ScannerError(problem=NESTED, problem_mark=self.reader.get_mark())
        super().fetch_flow_collection_start(*token, **opening)
