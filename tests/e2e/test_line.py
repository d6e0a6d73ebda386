"""The whole line in a real browser: the drifting system, a request, two approvals by two people, production, the PDF."""

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pypdf
from playwright.sync_api import expect

from tests.e2e.conftest import Served, Visit

Come = Callable[..., Visit]


def vote(voter: Visit, number: str, button: str, reason: str) -> None:
    voter.go(f"/approvals?request={number}")
    expect(voter.page.get_by_text("Who said what")).to_be_visible(timeout=20_000)
    voter.page.get_by_text("Approve", exact=True).click()
    voter.page.get_by_label("Reason, printed in the report").fill(reason)
    voter.page.get_by_role("button", name=button).click()
    expect(voter.page.get_by_text(reason).first).to_be_visible(timeout=20_000)
    voter.settle()


def test_from_the_drifting_system_to_the_pdf(visit: Come, served: Served) -> None:
    risk = visit("Jonas Weber")
    expect(risk.page.get_by_role("heading", name="Today")).to_be_visible()
    expect(risk.page.get_by_text("Flight delay warning").first).to_be_visible()
    risk.go("/monitoring?system=flight-delay")
    expect(risk.page.get_by_text("temp_f").first).to_be_visible()

    engineer = visit("Lena Fischer")
    engineer.go("/system?system=flight-delay")
    engineer.page.get_by_role("tab", name=re.compile("Versions")).click()
    engineer.page.get_by_role("button", name=re.compile(r"Ask for approval of 1\.2\.0")).first.click()
    dialog = engineer.page.get_by_role("dialog")
    dialog.get_by_role("textbox").first.fill("It finds more late flights at the same precision.")
    dialog.get_by_role("button", name=re.compile("Ask for")).click()
    engineer.page.wait_for_url(re.compile("request=AR-"), timeout=20_000)
    expect(engineer.page.get_by_role("heading", name="May Flight delay warning 1.2.0 go to production?")).to_be_visible(timeout=20_000)
    number = re.search(r"AR-\d{4}", engineer.page.url)
    assert number is not None
    expect(engineer.page.get_by_text("others decide")).to_be_visible()

    vote(risk, number[0], "Approve 1.2.0", "Drift is known and watched; recall rises.")
    compliance = visit("Amara Okafor")
    vote(compliance, number[0], "Approve 1.2.0 for production", "The purpose is unchanged.")

    risk.go("/system?system=flight-delay")
    expect(risk.page.get_by_text("1.2.0").first).to_be_visible()
    with risk.page.expect_download(timeout=60_000) as coming:
        risk.page.get_by_role("button", name="PDF").click()
    content = Path(coming.value.path()).read_bytes()
    reader = pypdf.PdfReader(BytesIO(content))
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    said = ("Drift is known and watched; recall rises.", "The purpose is unchanged.")
    for words in ("Flight delay warning", "1.2.0", "Jonas Weber", "Amara Okafor", "temp_f", *said):
        assert words in text, words


def test_the_auditor_reads_everything_and_changes_nothing(visit: Come) -> None:
    auditor = visit("David Osei")
    for path, words in (
        ("/inventory", "Inventory"),
        ("/system?system=employment-screening", "Employment support screening"),
        ("/monitoring?system=employment-screening", "Employment support screening"),
        ("/approvals?request=AR-0001", "production"),
        ("/ledger", "Ledger"),
    ):
        auditor.go(path)
        expect(auditor.page.get_by_text(words).first).to_be_visible()
        for button in ("Measure now", "Edit", "Suspend", "Ask for approval", "Add a system"):
            assert auditor.page.get_by_role("button", name=re.compile(button)).count() == 0, (path, button)


def test_the_committee_member_reads_the_request_on_a_phone(visit: Come) -> None:
    member = visit("Paweł Nowak", width=390)
    member.go("/approvals")
    member.page.get_by_role("link", name=re.compile("Read")).first.click()
    member.settle()
    expect(member.page.get_by_text("Who said what")).to_be_visible()
    assert member.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_an_address_with_nonsense_in_it_is_a_sentence(visit: Come) -> None:
    viewer = visit("Mei Tanaka")
    hostile = ("/system?system=%3Cscript%3Ealert(1)%3C/script%3E", "/approvals?request=../../etc", "/approvals?request=" + "x" * 3000)
    for path in (*hostile, "/inventory?as_of=yesterday"):
        viewer.page.goto(viewer.served.address + path)
        viewer.page.wait_for_selector("[data-testid=stHeading], [data-testid=stAlert]", timeout=30_000)
        assert viewer.page.locator("[data-testid=stException]").count() == 0
        assert "Traceback" not in viewer.page.locator("body").inner_text()


def test_signing_out_moves_other_tabs_out_at_the_next_click(visit: Come) -> None:
    viewer = visit("Mei Tanaka")
    other = viewer.context.new_page()
    other.goto(viewer.served.address + "/inventory")
    other.wait_for_selector("[data-testid=stHeading]")
    viewer.page.goto(viewer.served.address + "/logout")
    expect(viewer.page.get_by_role("button", name="Sign in")).to_be_visible()
    other.get_by_role("link", name="Approvals").first.click()
    expect(other.get_by_role("heading", name="Your session has ended")).to_be_visible(timeout=20_000)
    other.get_by_role("link", name="Sign in again").click()
