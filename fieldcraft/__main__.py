"""`python -m fieldcraft` is the `fieldcraft` command."""

from fieldcraft.cli.main import main

main()
