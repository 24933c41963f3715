"""html-validate over pages as the server sends them. It is a tool of Node's world, pinned in
`.ci/html/`; tests that want it are skipped where there is no npm."""

import json
import shutil
import subprocess
from pathlib import Path

from config import ROOT

HOME = ROOT / ".ci" / "html"
SECONDS = 600  # a busy machine is no mistake of ours
INSTALL = "HTML is not validated: install npm (Debian: apt install npm)."


def find_validator() -> Path | None:
    """The installed tool, fetched once by npm; None where there is no npm."""
    program = HOME / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"
    if not program.exists():
        npm = shutil.which("npm")
        if npm is None:
            return None
        command = [npm, "ci", "--prefix", HOME, "--no-audit", "--no-fund", "--loglevel=error"]
        subprocess.run(command, check=True, capture_output=True, timeout=SECONDS)
    return program


def validate(program: Path, folder: Path) -> list[str]:
    """What is wrong in the folder's pages, one line a finding."""
    command = ["node", program, "--config", HOME / "htmlvalidate.json", "--formatter", "json"]
    report = folder / "report.json"
    with report.open("w") as file:  # through a pipe it would lose the end of a long report
        answer = subprocess.run(
            [*command, *sorted(folder.glob("*.html"))],
            stdout=file,
            stderr=subprocess.PIPE,
            check=False,
            timeout=SECONDS,
        )
    assert answer.returncode in {0, 1}, answer.stderr
    return [
        f"{Path(page['filePath']).stem}:{found['line']}: {found['message']} ({found['ruleId']})"
        for page in json.loads(report.read_text())
        for found in page["messages"]
    ]
