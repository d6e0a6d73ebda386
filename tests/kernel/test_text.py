"""What a digest looks like, and what a spreadsheet must not run."""

import pytest

from assent.kernel.canonical import is_digest, sha256
from assent.kernel.text import inert


@pytest.mark.parametrize("text", ["", "a" * 63, "a" * 65, "A" * 64, "g" * 64, "a" * 64 + "\n", "٠" * 64])
def test_only_sixty_four_lower_case_hexadecimal_digits_are_a_digest(text: str) -> None:
    assert not is_digest(text)
    assert is_digest(sha256(text.encode()))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@sum", "\tx", "\rx"])
def test_a_cell_that_a_spreadsheet_would_run_is_text(text: str) -> None:
    assert inert(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "income", "a=b", "1", "'quoted'"])
def test_any_other_cell_stays_as_it_is(text: str) -> None:
    assert inert(text) == text
