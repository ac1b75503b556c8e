"""`python -m superindividual`."""

from superindividual.cli import main

raise SystemExit(main())
