"""The page, for who would rather start a script: `python app.py` is `councilqa serve`."""

from councilqa.cli.app import app

if __name__ == "__main__":
    app(["serve"], prog_name="councilqa")
