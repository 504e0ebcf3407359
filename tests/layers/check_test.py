"""The check of the layers must itself find what it is there to find."""

import pytest

import check


@pytest.fixture
def src(tmp_path):
    """write("api/v1/x.cpp", text) makes files of a small house; .breaches() checks it."""

    class House:
        def write(self, name, text):
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

        def breaches(self):
            return [b.removeprefix(f"{tmp_path}/") for b in check.check(tmp_path)]

    return House()


def test_finds_nothing_in_a_house_that_keeps_the_rules(src):
    src.write("identity/device_identity.h", "#include <string>\n")
    src.write("registry/batch.h", '#include "identity/device_identity.h"\n')
    src.write("api/v1/batches.cpp", '#include "registry/batch.h"\n')
    src.write("http/server.cpp", "#include <boost/beast/http.hpp>\n")
    src.write("storage/sqlite/database.h", "#include <sqlite3.h>\n")
    assert src.breaches() == []


def test_names_the_file_and_the_line_of_an_include_that_goes_up(src):
    src.write("registry/batch.h", "")
    src.write("identity/device_identity.cpp", '#include <string>\n\n#include "registry/batch.h"\n')
    (breach,) = src.breaches()
    assert breach.startswith('identity/device_identity.cpp:3: identity includes "registry/batch.h"')


@pytest.mark.parametrize(
    ("includer", "included"),
    [
        ("registry/rules.cpp", "storage/store.h"),
        ("registry/rules.cpp", "http/router.h"),
        ("intake/csv.cpp", "registry/batch.h"),
        ("http/server.cpp", "registry/batch.h"),
        ("api/v1/batches.cpp", "storage/store.h"),
        ("storage/store.cpp", "security/token.h"),
        ("security/token.cpp", "storage/store.h"),
        ("cli/register.cpp", "registry/batch.h"),
        ("agent/collect.cpp", "intake/csv.h"),
    ],
)
def test_refuses_what_the_table_does_not_allow(src, includer, included):
    src.write(includer, f'#include "{included}"\n')
    assert len(src.breaches()) == 1


def test_refuses_asio_in_a_header_and_outside_http(src):
    src.write("http/server.h", "#include <boost/asio.hpp>\n")
    src.write("api/v1/batches.cpp", "#include <boost/asio/post.hpp>\n")
    assert [b.split(": ")[0] for b in src.breaches()] == ["api/v1/batches.cpp:1", "http/server.h:1"]


def test_refuses_sqlite_outside_its_driver(src):
    src.write("storage/store.cpp", "#include <sqlite3.h>\n")
    assert src.breaches()[0].startswith("storage/store.cpp:1: includes sqlite3.h")


def test_refuses_an_include_that_is_not_written_from_src(src):
    src.write("intake/csv.cpp", '#include "csv.h"\n')
    assert "write it from src" in src.breaches()[0]


def test_refuses_a_folder_that_nobody_knows(src):
    src.write("util/strings.h", "")
    assert "src/util has no place" in src.breaches()[0]


def test_refuses_a_file_of_more_than_500_lines(src):
    src.write("intake/csv.cpp", "\n" * 500)
    assert src.breaches() == []
    src.write("intake/csv.cpp", "\n" * 501)
    assert src.breaches()[0].startswith("intake/csv.cpp:501: 501 lines")


def test_finds_a_circle_of_headers(src):
    src.write("registry/batch.h", '#include "registry/registration.h"\n')
    src.write("registry/registration.h", '#include "registry/batch.h"\n')
    (breach,) = src.breaches()
    assert breach == (
        "registry/batch.h:1: a circle of files: "
        "registry/batch.h -> registry/registration.h -> registry/batch.h"
    )


def test_finds_a_circle_of_folders(src):
    src.write("identity/key.h", "")
    src.write("intake/csv.h", "")
    src.write("intake/csv.cpp", '#include "identity/key.h"\n')
    src.write("identity/key.cpp", '#include "intake/csv.h"\n')
    assert any("a circle of folders: identity -> intake -> identity" in b for b in src.breaches())
