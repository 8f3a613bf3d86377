"""`python -m councilqa`."""

from councilqa.cli.app import main

main()
