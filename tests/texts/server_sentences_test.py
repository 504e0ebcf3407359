"""The portal says in every language what the server says in English: none of its sentences is left out,
and none is translated that it does not say."""

import pathlib
import re

ROOT = pathlib.Path(__file__).parents[2]
TEXTS = ROOT / "web/src/texts"
TRANSLATIONS = TEXTS / "de/server.ts"
TO_PEOPLE = TEXTS / "en/errors.ts"

# Whose sentences people may read in the portal; of the server, those of webhooks that failed.
SAID_TO_PEOPLE = ["api", "http", "intake", "registry", "identity", "security", "server/webhook_sender.cpp"]

# What nobody reads there, or not as the server says it.
NOT_SAID_TO_PEOPLE = {
    "api/problems.cpp": "said by their codes: errors.ts",
    "registry/registration_error.cpp": "said by their codes: errors.ts",
    "registry/role.cpp": "said by the roles' names: common.ts",
    "registry/scope.cpp": "said by the scopes' names: access.ts",
    "api/v1/relationship_requests.cpp": "the portal writes the e-mail itself: relationships.ts",
    "api/device": "answers to devices",
    "api/oauth2": "answers to programs",
    "api/oidc/backchannel_logout.cpp": "answers to identity providers",
    "api/v1/simulated_clock.cpp": "answers to `muster simulate`",
    "http/head_check.cpp": "no browser sends such a request",
    "http/field_check.cpp": "no browser sends such a request",
    "http/refusals.cpp": "said by their codes: errors.ts",
    "http/connection_tls.cpp": "said when the server starts",
    "http/forwarding.cpp": "said when the server starts",
    "http/server.cpp": "said when the server starts",
    "identity/placeholder.cpp": "said by `muster-agent`",
    "identity/smbios.cpp": "said by `muster-agent`",
    "identity/tpm_public.cpp": "answers to devices",
}


def texts_of(source):
    """Every text of a file, as the compiler joins its pieces; `{}` where something is added to it."""
    code = re.sub(r"^\s*//.*$|[;{},] +//.*$", "", source.read_text(), flags=re.M)
    joined = re.sub(r'"\s*\n\s*"', "", code)
    texts = [text.replace('\\"', '"').strip(" ") for text in re.findall(r'"((?:[^"\\\n]|\\.)*)"', joined)]
    return [text + " {}" if text.endswith(":") else text for text in texts]


def sentences_in(text):
    """As the portal takes a text apart where it does not know it as a whole."""
    return re.split(r"(?<=[.?)]) (?=[A-Z`\d])", text)


def is_sentence(text):
    return re.match(r"[A-Z`{].* ", text) and re.search(r"[.?](\{\})?$| .*: \{\}$", text)


def sources(folder):
    path = ROOT / "src" / folder
    return [path] if path.is_file() else sorted([*path.rglob("*.cpp"), *path.rglob("*.h")])


def is_said_to_people(source):
    name = source.relative_to(ROOT / "src").as_posix()
    return not any(name == other or name.startswith(f"{other}/") for other in NOT_SAID_TO_PEOPLE)


def translated(catalogue):
    found = re.findall(r"""^  \[(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"), """, catalogue.read_text(), re.M)
    return [single.replace("\\'", "'") or double for single, double in found]


def test_none_is_left_out():
    known = set(translated(TRANSLATIONS))
    left_out = [
        f"{source.relative_to(ROOT)}: {text}"
        for folder in SAID_TO_PEOPLE
        for source in sources(folder)
        if is_said_to_people(source)
        for text in texts_of(source)
        if is_sentence(text) and text not in known and not known.issuperset(sentences_in(text))
    ]
    assert left_out == []


def test_no_word_that_fills_a_blank_is_left_out():
    words = set()
    for source in sources("api"):
        words |= set(re.findall(r'not_found\("([^"]+)"\)|id<[\w:]+>\("\w+", "([^"]+)"\)', source.read_text()))
    words = {one or other for one, other in words}
    assert len(words) > 10
    assert words - set(translated(TRANSLATIONS)) == set()


def test_each_is_one_that_the_server_says():
    texts = [text for source in sources("") for text in texts_of(source)]
    said = {*texts, *(sentence for text in texts for sentence in sentences_in(text))}
    for catalogue, least in [(TRANSLATIONS, 250), (TO_PEOPLE, 15)]:
        assert len(translated(catalogue)) > least
        assert [english for english in translated(catalogue) if english not in said] == []


def test_none_is_there_twice():
    assert len(set(translated(TRANSLATIONS))) == len(translated(TRANSLATIONS))


def test_what_is_not_said_to_people_is_still_there():
    assert [name for name in NOT_SAID_TO_PEOPLE if not (ROOT / "src" / name).exists()] == []
