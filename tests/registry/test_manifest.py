"""What a manifest may say, and that its digest is over what it says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assent.kernel.errors import Invalid
from assent.registry.manifest import Metric, read_manifest_yaml

YAML = """\
model: employment-classifier
version: "2.4.0"
system: employment-screening
artefacts:
  - name: model.pkl
    sha256: 7b0a3b0de5a0c1f3d4e5f60718293a4b5c6d7e8f90123456789abcdef0123456
training_data:
  - name: American Community Survey 2015, Massachusetts
    uri: s3://demo/acs/2015/ma.parquet
    sha256: 3d4e5f60718293a4b5c6d7e8f901234567b0a3b0de5a0c1f89abcdef01234567
    as_of: 2015-12-31
code:
  repository: https://example.org/models/employment.git
  commit: e9f8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c3d2e1f0
environment:
  image: registry.example.org/ml-base@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
  python: "3.11"
parameters: {learning_rate: 0.08, max_iter: 150}
metrics:
  accuracy: {value: 0.8272, n: 68785, interval: [0.8243, 0.8300]}
trained_at: 2026-10-02T08:15:00Z
developers: [data.scientist@example.org]
"""


def test_every_field_is_read():
    m = read_manifest_yaml(YAML)
    assert (m.model, m.version, m.system, m.developers) == ("employment-classifier", "2.4.0", "employment-screening", ("data.scientist@example.org",))
    assert (m.artefacts[0].name, m.artefacts[0].sha256[:8], str(m.training_data[0].as_of)) == ("model.pkl", "7b0a3b0d", "2015-12-31")
    assert (m.code.commit[:4], m.environment.python, m.parameters) == ("e9f8", "3.11", {"learning_rate": 0.08, "max_iter": 150})
    assert m.metrics == {"accuracy": Metric(0.8272, 68785, (0.8243, 0.83))}
    assert m.trained_at.isoformat() == "2026-10-02T08:15:00+00:00"


def test_a_version_without_quotes_keeps_its_zero():
    assert read_manifest_yaml(YAML.replace('"2.4.0"', "2.10")).version == "2.10"


def test_free_parameters_keep_their_kinds():
    free = "parameters: {a: 1, b: 1.5, c: true, d: null, e: 'true', f: [1, x], g: {h: 007}, i: NO, j: 12345678901234567890, k: 1e-3}"
    m = read_manifest_yaml(YAML.replace("parameters: {learning_rate: 0.08, max_iter: 150}", free))
    assert m.parameters == {"a": 1, "b": 1.5, "c": True, "d": None, "e": "true", "f": [1, "x"], "g": {"h": "007"}, "i": "NO",
                            "j": 12345678901234567890, "k": 0.001}  # fmt: skip


def test_the_digest_is_over_what_is_said_not_how_it_is_laid_out():
    reordered = "# a comment\n" + YAML.replace("developers: [data.scientist@example.org]\n", "").replace(
        "system: employment", "developers:\n- data.scientist@example.org\nsystem: employment"
    ).replace("2026-10-02T08:15:00Z", "2026-10-02T10:15:00+02:00")
    assert read_manifest_yaml(reordered).digest == read_manifest_yaml(YAML).digest


@given(st.sampled_from([("68785", "68786"), ("0.08", "0.09"), ("model.pkl", "model.bin"), ("2015-12-31", "2015-12-30"), ("7b0a", "8b0a")]))
def test_whatever_is_said_differently_has_another_digest(change: tuple[str, str]):
    assert read_manifest_yaml(YAML.replace(*change)).digest != read_manifest_yaml(YAML).digest


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("system:", "sistem:", "Line 3: there is no field `sistem`. Did you mean `system`?"),
        ("    as_of:", "    asof:", "`training_data[1].asof`"),
        ("model: employment-classifier\n", "", "`model`: this is missing"),
        ("model: employment-classifier", "model: ../../etc", "Line 1, `model`"),
        ('version: "2.4.0"', "version: a b", "Line 2, `version`"),
        ("7b0a3b0d", "7B0A3B0D", "Line 6, `artefacts[1].sha256`: A SHA-256"),
        ("artefacts:\n  - name: model.pkl\n    sha256: 7b0a3b0de5a0c1f3d4e5f60718293a4b5c6d7e8f90123456789abcdef0123456", "artefacts: []", "Line 4"),
        ("value: 0.8272", "value: good", "Line 20, `metrics.accuracy.value`"),
        ("value: 0.8272", "value: .nan", "finite"),
        ("value: 0.8272, ", "", "`metrics.accuracy.value`: this is missing"),
        ("[0.8243, 0.8300]", "[0.9, 0.1]", "[low, high]"),
        ("[0.8243, 0.8300]", "[0.9]", "[low, high]"),
        ("n: 68785", "n: -3", "whole number"),
        ("08:15:00Z", "08:15:00", "with its zone"),
        ("learning_rate: 0.08", 'learning_rate: "\\0"', "Line 18, `parameters`"),
        ("max_iter: 150", "learning_rate: 150", "given twice"),
        ("max_iter: 150", "max_iter: 1e999", "finite"),
    ],
)
def test_refused_in_one_sentence(old: str, new: str, said: str):
    assert old in YAML
    with pytest.raises(Invalid) as refused:
        read_manifest_yaml(YAML.replace(old, new, 1))
    assert said in refused.value.sentence
