#!/usr/bin/python3
"""Writes api/docs.html from api/openapi.yaml: one page that needs nothing from anywhere else.

    api/render_docs.py            writes the page
    api/render_docs.py --check    fails when the page is not what would be written

The page has no script and one style element, whose hash its own Content-Security-Policy names.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import pathlib
import re
import sys

import yaml

FOLDER = pathlib.Path(__file__).parent
METHODS = ("get", "post", "patch", "delete")

# Code: (status, when it is answered, what to do).
PROBLEMS = {
    "unauthenticated": (
        "401",
        "The request has no API token, or one that is unknown, revoked or expired.",
        "Send a token that is valid: `Authorization: Bearer mst_...`. An administrator of your "
        "organisation makes one with `muster token create`.",
    ),
    "second_factor_required": (
        "401",
        "E-mail address and password are right, and the account has a second factor.",
        "Send the sign-in again with `code`: what the authenticator app shows now, or a recovery code.",
    ),
    "forbidden": (
        "403",
        "You may see the thing, but not do this to it; a partner without delegated administration "
        "meets it wherever it looks at a customer's devices.",
        "Ask an administrator of the organisation, or the operator of the installation, for the right.",
    ),
    "not_found": (
        "404",
        "There is nothing at this address, or nothing that you may see. The two are not told apart.",
        "Check the address and the IDs in it, and that the token is one of the right organisation.",
    ),
    "method_not_allowed": (
        "405",
        "The address exists, but not for this method.",
        "Use one of the methods in the `Allow` header field.",
    ),
    "not_acceptable": (
        "406",
        "`Accept` asks for a media type that the operation does not answer with.",
        "Ask for one of those that the detail names, or leave `Accept` out.",
    ),
    "conflict": (
        "409",
        "The thing is not in a state in which this can be done: a pending device can't be removed, "
        "a claimed entry can't be withdrawn, a name is taken, nothing is there to retry or cancel.",
        "Look at the thing as it is now, then decide again.",
    ),
    "precondition_failed": (
        "412",
        "Somebody changed the device since you read the ETag that you sent as `If-Match`.",
        "Read it again, look at what changed, and repeat the change with the new ETag.",
    ),
    "precondition_required": (
        "428",
        "The change is only done with `If-Match`.",
        "Read the resource and send its ETag as `If-Match`.",
    ),
    "payload_too_large": (
        "413",
        "The body is larger than the operation or this server takes.",
        "Split it and send the parts one after the other; upload long lists as CSV, not JSON.",
    ),
    "unsupported_media_type": (
        "415",
        "The `Content-Type` is missing, or not one that the operation takes.",
        "Send one of those that the detail names, and say so in `Content-Type`.",
    ),
    "invalid_request": (
        "400, 408, 431",
        "The request is not valid HTTP, its body is not JSON, or it broke off.",
        "Correct what the detail says; `errors` has the byte at which it stops being JSON.",
    ),
    "validation_failed": (
        "422",
        "A field or parameter is unknown, missing, of the wrong type, or breaks a limit.",
        "Correct each of `errors`, by `pointer` (in the body) or `parameter`; for an unknown name the "
        "nearest right one is given.",
    ),
    "file_not_readable": (
        "422",
        "The file as a whole can't be read: a header line that is not known, bad quoting, no rows, too "
        "many rows. (A row that is wrong by itself is no reason: it fails alone.)",
        "Correct the file where `errors` says (row, column, byte) and upload it again. Nothing of it "
        "was registered.",
    ),
    "idempotency_key_reused": (
        "422",
        "The `Idempotency-Key` was used for another request within the last 24 hours.",
        "Use a new key for a new request.",
    ),
    "idempotency_key_in_use": (
        "409",
        "The first request with this `Idempotency-Key` is still being done.",
        "Wait for it to end (`Retry-After`), then send this one again: it gets the same answer.",
    ),
    "too_many_requests": (
        "429",
        "More requests than this server takes from one client.",
        "Wait as long as `Retry-After` says, then send the request again.",
    ),
    "unexpected_error": (
        "500",
        "Something went wrong that should not have.",
        "Contact support, whose address the detail has, and give the request ID.",
    ),
    "unavailable": (
        "503",
        "The server is starting, stopping, busy, or its disk is full. Nothing was changed.",
        "Send the request again as `Retry-After` says; with an `Idempotency-Key` that is always safe.",
    ),
}

# Code: (title, when, what to do). Titles are those of src/registry/registration_error.cpp.
ERRORS = {
    "device_not_found": (
        "Device not found",
        "No supplier has published a device with these three values.",
        "Compare them with what the device itself reports: letter case, spaces and signs count. The "
        "hint names what the directory has where only these differ. If they are right, ask the "
        "supplier to publish the device, then retry the batch.",
    ),
    "hardware_hash_not_valid": (
        "Hardware hash not valid",
        "The hash is not Base64, or not a hardware hash, or cut short.",
        "Collect it from the device again; spreadsheets cut long cells.",
    ),
    "device_already_registered": (
        "Device already registered",
        "This customer has the device already.",
        "Nothing is to be done.",
    ),
    "device_claimed_by_another_organization": (
        "Device claimed by another organization",
        "Another customer has the device; which one is never said.",
        "Check the serial number. If the device is yours, ask the supplier, or whoever sold it, to "
        "have it released, then retry.",
    ),
    "unexpected_error": (
        "Unexpected error",
        "Anything else.",
        "Contact support and give the request ID of the row.",
    ),
    "approval_needed": (
        "Approval needed",
        "No supplier has published the device, but its hardware hash is valid, and somebody may approve it.",
        "Ask whoever has the role that the customer's settings name to approve it, or the supplier to "
        "publish it; then retry.",
    ),
    "missing_value": (
        "Value missing",
        "A column that names the device is empty.",
        "Fill in the named column and upload the row again.",
    ),
    "value_too_long": (
        "Value too long",
        "Manufacturer and model may have 256 bytes of UTF-8, a serial number 128, a hash 64 KiB.",
        "Shorten the value in the named column and upload the row again.",
    ),
    "control_character": (
        "Control character in value",
        "A value holds an invisible character such as a tab or a line break.",
        "Remove it and upload the row again.",
    ),
    "not_utf8": (
        "Text not readable",
        "The row holds bytes that are not UTF-8.",
        "Save the file as UTF-8 and upload the row again.",
    ),
    "wrong_column_count": (
        "Wrong number of columns",
        "The row has more or fewer cells than the header line.",
        "Put values that hold the separator into double quotes, and upload the row again.",
    ),
    "duplicate_in_file": (
        "Duplicate in file",
        "An earlier row of the file (`first_row`) names the same device; that one counts.",
        "Nothing is to be done if the device was meant once.",
    ),
    "serial_number_mismatch": (
        "Serial number differs from hardware hash",
        "The serial number in the row is not the one inside its hardware hash: two devices are mixed up.",
        "Collect both from the same device and upload the row again.",
    ),
    "published_by_another_supplier": (
        "Published by another supplier",
        "Of directory uploads only: another supplier lists this device.",
        "If it is yours, ask the operator of the installation to settle it.",
    ),
}

STYLE = """
:root{color-scheme:light dark;--bg:#fff;--fg:#1b1f24;--dim:#57606a;--line:#d8dee4;--soft:#f6f8fa;--accent:#0b5cad;--get:#0a6640;--post:#0b5cad;--patch:#8a5300;--delete:#b3261e}
@media(prefers-color-scheme:dark){:root{--bg:#16191d;--fg:#e6e9ec;--dim:#9aa4ae;--line:#30363d;--soft:#1f242a;--accent:#6cb2f5;--get:#6bd3a0;--post:#6cb2f5;--patch:#e3b341;--delete:#ff9a91}}
*{box-sizing:border-box}html{scroll-padding-top:1rem}body{margin:0;background:var(--bg);color:var(--fg);font:16px/1.55 system-ui,sans-serif}
a{color:var(--accent);text-decoration:none}a:hover,a:focus-visible{text-decoration:underline}
.page{display:grid;grid-template-columns:17rem minmax(0,1fr);max-width:78rem;margin:auto}
nav{position:sticky;top:0;height:100vh;overflow:auto;padding:1.5rem;border-right:1px solid var(--line);font-size:.9rem}
nav ul{list-style:none;padding:0;margin:.2rem 0 1rem}nav li{margin:.15rem 0}
nav h2{font-size:.8rem;color:var(--dim);margin:0;text-transform:uppercase;letter-spacing:.05em}
main{padding:1.5rem 2.5rem 6rem}h1{margin-top:0}main>h2{margin:3.5rem 0 0;padding-bottom:.3rem;border-bottom:2px solid var(--line)}
section{padding-top:1rem;margin-top:1.5rem}section h3{margin:0 0 .5rem}section h3 a{visibility:hidden;margin-left:.5rem}section h3:hover a,section h3 a:focus{visibility:visible}
:target{background:linear-gradient(90deg,var(--soft),transparent);border-radius:6px}
.path{font:600 .95rem ui-monospace,monospace;background:var(--soft);padding:.5rem .75rem;border-radius:6px;overflow-wrap:anywhere}
.method{margin-right:.75rem}.get{color:var(--get)}.post{color:var(--post)}.patch{color:var(--patch)}.delete{color:var(--delete)}
table{border-collapse:collapse;width:100%;font-size:.92rem;margin:.75rem 0}h4{margin:1.25rem 0 0}
td,th{text-align:left;vertical-align:top;padding:.35rem .75rem .35rem 0;border-bottom:1px solid var(--line)}th{color:var(--dim);font-weight:600}
code,pre{font-family:ui-monospace,monospace;font-size:.88rem}pre{background:var(--soft);padding:.75rem;border-radius:6px;overflow:auto;margin:.5rem 0}
summary{cursor:pointer;color:var(--dim)}details{margin:.5rem 0}
.dim{color:var(--dim)}@media(max-width:50rem){.page{display:block}nav{position:static;height:auto;border:0}main{padding:1rem}table{display:block;overflow:auto}}
@media print{nav{display:none}.page{display:block}}
"""


def text(value: object) -> str:
    return html.escape(str(value or "").strip())


def inline(value: object) -> str:
    """`code` and *emphasis* of a description."""
    shown = re.sub(r"`([^`]+)`", r"<code>\1</code>", text(value))
    return re.sub(r"[*]([^*]+)[*]", r"<em>\1</em>", shown)


def marked(value: str) -> str:
    paragraphs = [p for p in re.split(r"\n\s*\n", value or "") if p.strip()]
    return "".join(f"<p>{inline(p)}</p>" for p in paragraphs)


def table(headings: list[str], rows: list[list[str]]) -> str:
    if not rows:
        return ""
    head = "".join(f"<th>{heading}</th>" for heading in headings)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><tr>{head}</tr>{body}</table>"


def shown(example: object) -> str:
    if not isinstance(example, str):
        example = json.dumps(example, indent=2, ensure_ascii=False)
    return f"<pre>{html.escape(example)}</pre>"


class Page:
    """The contract, and how its parts are shown."""

    def __init__(self, contract: dict):
        self.contract = contract
        self.schemas = contract["components"]["schemas"]

    def resolve(self, thing: dict) -> dict:
        while "$ref" in thing:
            found = self.contract
            for part in thing["$ref"].removeprefix("#/").split("/"):
                found = found[part]
            thing = found
        return thing

    def type_of(self, schema: dict) -> str:
        if "$ref" in schema:
            name = schema["$ref"].rsplit("/", 1)[1]
            return f'<a href="#schema-{name}">{name}</a>'
        if "oneOf" in schema:
            return " or ".join(self.type_of(one) for one in schema["oneOf"])
        if schema.get("type") == "array":
            return f"list of {self.type_of(schema['items'])}"
        if "enum" in schema:
            values = [f"<code>{text(v)}</code>" for v in schema["enum"] if v is not None]
            return ", ".join(values) + (" or null" if None in schema["enum"] else "")
        kind = schema.get("type", "any")
        kind = " or ".join(kind) if isinstance(kind, list) else kind
        return text(kind) + self.limits(schema)

    @staticmethod
    def limits(schema: dict) -> str:
        said = []
        low, high = schema.get("minimum"), schema.get("maximum")
        if low is not None and high is not None:
            said.append(f"{low} to {high}")
        if "maxLength" in schema:
            said.append(f"{schema.get('minLength', 0)} to {schema['maxLength']} characters")
        if "default" in schema:
            said.append(f"<code>{text(json.dumps(schema['default']))}</code> by default")
        return f' <span class="dim">({", ".join(said)})</span>' if said else ""

    def fields(self, schema: dict) -> str:
        required = schema.get("required", [])
        rows = []
        for name, value in schema.get("properties", {}).items():
            optional = "" if name in required else '<span class="dim">optional</span> '
            kind = self.type_of(value)
            rows.append(
                [f"<code>{text(name)}</code>", kind, optional + inline(value.get("description"))]
            )
            if value.get("type") == "object":
                for inner, inner_value in value.get("properties", {}).items():
                    rows.append(
                        [
                            f"<code>{text(name)}.{text(inner)}</code>",
                            self.type_of(inner_value),
                            inline(inner_value.get("description")),
                        ]
                    )
        return table(["Field", "Type", ""], rows)

    def examples(self, content: dict) -> list[object]:
        if "example" in content:
            return [content["example"]]
        if "examples" in content:
            return [example["value"] for example in content["examples"].values()]
        schema = self.resolve(content.get("schema", {}))
        if "example" in schema:
            return [schema["example"]]
        # A page of things shows one of them.
        items = schema.get("properties", {}).get("items", {}).get("items")
        if items and "example" in self.resolve(items):
            return [{"items": [self.resolve(items)["example"]], "next_cursor": None}]
        return []

    def body(self, item: dict) -> str:
        body = self.resolve(item.get("requestBody", {}))
        parts = []
        for media, content in body.get("content", {}).items():
            schema = content.get("schema", {})
            parts.append(f"<h4>Body, <code>{text(media)}</code>: {self.type_of(schema)}</h4>")
            parts.append(self.fields(self.resolve(schema)))
            parts += [shown(example) for example in self.examples(content)]
        return "".join(parts)

    def answers(self, item: dict) -> str:
        rows, details = [], []
        for status, response in item["responses"].items():
            response = self.resolve(response)
            content = response.get("content", {})
            kinds = ", ".join(
                f"<code>{text(media)}</code> {self.type_of(one.get('schema', {}))}"
                for media, one in content.items()
            )
            headers = ", ".join(
                f"<code>{text(name)}</code>"
                for name in response.get("headers", {})
                if name != "Request-Id"
            )
            rows.append([text(status), inline(response["description"]), kinds, headers])
            if status.startswith("2"):
                for one in content.values():
                    details += [
                        f"<details><summary>Example of {text(status)}</summary>{shown(e)}</details>"
                        for e in self.examples(one)
                    ]
        heading = "<h4>Answers</h4>"
        return heading + table(["Status", "", "Body", "Headers"], rows) + "".join(details)

    def operation(self, path: str, method: str, item: dict, shared: list) -> str:
        name = item["operationId"]
        parameters = [self.resolve(p) for p in shared + item.get("parameters", [])]
        rows = [
            [
                f"<code>{text(p['name'])}</code>",
                text(p["in"]),
                self.type_of(p["schema"]),
                inline(p.get("description")),
            ]
            for p in parameters
        ]
        return (
            f'<section id="{name}"><h3>{inline(item["summary"])}<a href="#{name}">#</a></h3>'
            f'<p class="path"><span class="method {method}">{method.upper()}</span>{text(path)}</p>'
            + marked(item.get("description", ""))
            + table(["Parameter", "In", "Type", ""], rows)
            + self.body(item)
            + self.answers(item)
            + "</section>"
        )

    def problems(self) -> str:
        sections = []
        for code in self.schemas["ProblemCode"]["enum"]:
            status, when, advice = PROBLEMS[code]
            sections.append(
                f'<section id="problem-{code}"><h3><code>{code}</code> '
                f'<span class="dim">{status}</span><a href="#problem-{code}">#</a></h3>'
                f"<p>{inline(when)}</p><p><strong>What to do:</strong> {inline(advice)}</p></section>"
            )
        return "".join(sections)

    def errors(self) -> str:
        codes = list(self.schemas["RegistrationErrorCode"]["enum"])
        codes += [c for c in self.schemas["PublishErrorCode"]["enum"] if c not in codes]
        sections = []
        for code in codes:
            title, when, advice = ERRORS[code]
            sections.append(
                f'<section id="error-{code}"><h3>{text(title)} <code class="dim">{code}</code>'
                f'<a href="#error-{code}">#</a></h3>'
                f"<p>{inline(when)}</p><p><strong>What to do:</strong> {inline(advice)}</p></section>"
            )
        return "".join(sections)

    def schema_sections(self) -> str:
        sections = []
        for name, schema in self.schemas.items():
            described = self.fields(schema) or f"<p>{self.type_of(schema)}</p>"
            example = f"{shown(schema['example'])}" if "example" in schema else ""
            sections.append(
                f'<section id="schema-{name}"><h3>{name}<a href="#schema-{name}">#</a></h3>'
                + marked(schema.get("description", ""))
                + described
                + (f"<details><summary>Example</summary>{example}</details>" if example else "")
                + "</section>"
            )
        return "".join(sections)

    def render(self) -> str:
        groups: dict[str, list] = {}
        for path, item in self.contract["paths"].items():
            for method in METHODS:
                if method in item:
                    one = (path, method, item[method], item.get("parameters", []))
                    groups.setdefault(item[method]["tags"][0], []).append(one)
        described = {tag["name"]: tag["description"] for tag in self.contract["tags"]}
        menu, body = [], []
        for tag, operations in groups.items():
            links = "".join(
                f'<li><a href="#{item["operationId"]}">{inline(item["summary"].split(";")[0])}</a></li>'
                for _, _, item, _ in operations
            )
            anchor = tag.lower()
            menu.append(f'<h2><a href="#{anchor}">{text(tag)}</a></h2><ul>{links}</ul>')
            body.append(f'<h2 id="{anchor}">{text(tag)}</h2><p>{inline(described[tag])}</p>')
            body += [self.operation(*operation) for operation in operations]
        info = self.contract["info"]
        digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
        policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
        return (
            '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
            '<meta name="viewport" content="width=device-width,initial-scale=1">'
            f"<title>{text(info['title'])} API</title><style>{STYLE}</style></head>\n"
            f'<body><div class="page"><nav aria-label="Contents"><p><a href="#top">{text(info["title"])} '
            f'API</a> <span class="dim">{text(info["version"])}</span></p>{"".join(menu)}'
            '<h2>Reference</h2><ul><li><a href="#problems">Problems</a></li>'
            '<li><a href="#errors">Registration errors</a></li><li><a href="#schemas">Schemas</a></li>'
            '<li><a href="/api/openapi.yaml">openapi.yaml</a></li></ul></nav>\n'
            f'<main id="top"><h1>{text(info["title"])}: {text(info["summary"])}</h1>'
            f"{marked(info['description'])}\n"
            + "\n".join(body)
            + '\n<h2 id="problems">Problems</h2><p>The <code>code</code> of an answer that fails, when it '
            f"is answered, and what to do.</p>{self.problems()}"
            '\n<h2 id="errors">Registration errors</h2><p>The <code>error</code> of a row or a device: '
            f"the request as a whole went well.</p>{self.errors()}"
            f'\n<h2 id="schemas">Schemas</h2>{self.schema_sections()}</main></div></body></html>\n'
        )


def main() -> int:
    page = FOLDER / "docs.html"
    rendered = Page(yaml.safe_load((FOLDER / "openapi.yaml").read_text())).render()
    if "--check" in sys.argv:
        if page.read_bytes() != rendered.encode():
            print("api/docs.html is not what api/openapi.yaml says: run api/render_docs.py")
            return 1
        return 0
    page.write_bytes(rendered.encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
