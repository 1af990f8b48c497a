"""Ask Chromium, headless, what it makes of inputs. No network: a page in a temporary folder, and its printed DOM."""

from __future__ import annotations

import base64
import json
import pathlib
import shutil
import subprocess
import tempfile

HERE = pathlib.Path(__file__).resolve().parent

PAGE = """<!doctype html><meta charset=utf-8><pre id=out></pre><script>%s</script><script>
const cases = JSON.parse(new TextDecoder("utf-8").decode(Uint8Array.from(atob("%s"), (c) => c.charCodeAt(0))));
const trees = cases.map(([input, fragment]) => parse(input, fragment));
const bytes = new TextEncoder().encode(JSON.stringify(trees));
let binary = ""; for (const byte of bytes) binary += String.fromCharCode(byte);
document.getElementById("out").textContent = "BEGIN" + btoa(binary) + "END";
</script>"""


def find() -> str | None:
    """The program's path, or None."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def trees(cases: list[tuple[str, bool]]) -> list[str]:
    """The tree of each (input, is a body fragment) in the html5lib format."""
    program = find()
    if program is None:
        raise FileNotFoundError("chromium is not installed")
    data = base64.b64encode(json.dumps(cases).encode()).decode()
    with tempfile.TemporaryDirectory() as folder:
        page = pathlib.Path(folder) / "page.html"
        page.write_text(PAGE % ((HERE / "tree.js").read_text(encoding="utf-8"), data), encoding="utf-8")
        command = [
            program, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-extensions", "--no-first-run",
            "--disable-background-networking", f"--user-data-dir={folder}/profile", "--virtual-time-budget=600000",
            "--dump-dom", page.as_uri(),
        ]  # fmt: skip
        done = subprocess.run(command, capture_output=True, timeout=300, check=False)
    text = done.stdout.decode("utf-8", "replace")
    start, end = text.find(">BEGIN"), text.find("END<")
    if start < 0 or end < 0:
        raise RuntimeError(f"chromium gave no result: {done.stderr[-500:].decode('utf-8', 'replace')}")
    result: list[str] = json.loads(base64.b64decode(text[start + 6 : end]))
    return result
