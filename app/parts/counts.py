"""Small counts in words, as a sentence begins or goes on with them."""

from assent.kernel.words import thousands

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def number(n: int) -> str:
    """Three, or 1 204."""
    return NUMBERS[n] if n < len(NUMBERS) else thousands(n)


def capital(text: str) -> str:
    """With a capital letter in front."""
    return text[:1].upper() + text[1:]
