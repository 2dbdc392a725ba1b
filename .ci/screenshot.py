"""Take the README's picture of the page: python .ci/screenshot.py (needs a Chromium)."""

import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
WORDS = "power politics"  # of the statement that the picture shows the evidence of

with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
    page = browser.new_page(viewport={"width": 1140, "height": 620})
    page.goto((ROOT / "exports" / "index.html").as_uri())
    page.fill("#find", WORDS)
    page.press("#find", "Enter")
    page.wait_for_timeout(500)
    page.screenshot(path=ROOT / "exports" / "screenshot.png")
    browser.close()
