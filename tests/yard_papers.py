"""Two papers that hold something for every register, with sums that do not add up."""

from __future__ import annotations

from pathlib import Path

from desk_makers import service_on

YARD = "Shared Yard of Ambleford and Wexcombe"
YARD_PAPER = f"""<!doctype html><html lang="en"><head><title>{YARD}</title></head><body><main>
<h1>{YARD}</h1><p>Report to the Cabinet of Ambleford District Council, 12 May 2023</p>
<h2>1. Recommendations</h2><p>1.1 Cabinet is recommended to approve the shared yard of Ambleford and Wexcombe.</p>
<h2>2. Finance</h2>
<p>2.1 The shared yard saves £240,000 a year for Ambleford District Council and Wexcombe Borough Council together.</p>
<table><caption>Savings of the shared yard (£)</caption>
<tr><th>Saving</th><th>Ambleford District Council 2023/24</th>
<th>Wexcombe Borough Council 2023/24</th><th>Total 2023/24</th></tr>
<tr><td>Vehicles</td><td>90,000</td><td>60,000</td><td>150,000</td></tr>
<tr><td>Fuel</td><td>50,000</td><td>40,000</td><td>95,000</td></tr>
</table>
<h2>3. Risks</h2><p>3.1 The key risks of the shared yard are:</p>
<ul><li>loss of experienced staff during the transfer of the yard</li>
<li>delay in the delivery of new vehicles to the yard</li></ul>
<h2>4. Timetable</h2><p>4.1 Both councils sign the agreement on the yard by 31 July 2023.</p>
</main></body></html>
"""
PIER = "Shared Pier of Thornby and Westmere"
PIER_PAPER = f"""<!doctype html><html lang="en"><head><title>{PIER}</title></head><body><main>
<h1>{PIER}</h1><p>Report to the Cabinet of Thornby Borough Council, 3 March 2021</p>
<h2>1. Recommendations</h2><p>1.1 Cabinet is recommended to note the shared pier of Thornby and Westmere.</p>
<h2>2. Finance</h2>
<p>2.1 The shared pier saves £90,000 a year for Thornby Borough Council and Westmere District Council together.</p>
</main></body></html>
"""
YARD_ENTRY = """
yard.html:
  councils: [Ambleford District Council, Wexcombe Borough Council]
  partnership: ambleford-wexcombe
"""
"""What the manifest knows of the yard."""
PIER_ENTRY = """
pier.html:
  councils: [Thornby Borough Council, Westmere District Council]
  partnership: thornby-westmere
"""


def write_yard(folder: Path) -> None:
    """Both papers with their manifest."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "yard.html").write_text(YARD_PAPER, "utf-8")
    (folder / "pier.html").write_text(PIER_PAPER, "utf-8")
    (folder / "manifest.yaml").write_text(YARD_ENTRY + PIER_ENTRY, "utf-8")


def yard_folder(folder: Path) -> Path:
    """A folder with the papers and their index."""
    write_yard(folder / "papers")
    with service_on(folder, folder / "data") as qa:
        assert len(qa.ingest().added) == 2
    return folder
