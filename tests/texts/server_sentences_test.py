"""What the portal translates of the server's sentences are sentences that the server says."""

import pathlib
import re

ROOT = pathlib.Path(__file__).parents[2]
TRANSLATIONS = ROOT / "web/src/texts/de/server.ts"


def sentences_of_the_server():
    """Every text in the sources, as the compiler joins its pieces."""
    texts = set()
    for source in (ROOT / "src").rglob("*.cpp"):
        joined = re.sub(r'"\s*\n\s*"', "", source.read_text())
        texts |= {text.replace('\\"', '"') for text in re.findall(r'"((?:[^"\\\n]|\\.)*)"', joined)}
    return texts


def translated():
    found = re.findall(r"""^  \[(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"), """, TRANSLATIONS.read_text(), re.M)
    return [single.replace("\\'", "'") or double for single, double in found]


def test_each_is_one_that_the_server_says():
    said = sentences_of_the_server()
    assert len(translated()) > 100
    assert [english for english in translated() if english not in said] == []


def test_none_is_there_twice():
    assert len(set(translated())) == len(translated())
