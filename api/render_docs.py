#!/usr/bin/python3
"""Writes api/docs.html from api/openapi.yaml: one page that needs nothing from anywhere else.

    api/render_docs.py            writes the page
    api/render_docs.py --check    fails when the page is not what would be written
"""

import html
import pathlib
import re
import sys

import yaml

FOLDER = pathlib.Path(__file__).parent
METHODS = ("get", "post", "patch", "delete")

PROBLEMS = {
    "unauthenticated": "Send a token that is valid: Authorization: Bearer mst_...",
    "forbidden": "Ask somebody who may do this.",
    "not_found": "Check the address and the IDs in it. What you may not see is not found either.",
    "method_not_allowed": "Use one of the methods in the Allow header field.",
    "not_acceptable": "Ask for a media type that the operation answers with.",
    "conflict": "Read the detail: the thing is not in a state in which this can be done.",
    "precondition_failed": "Somebody changed it since you read it: read it again, then change it.",
    "precondition_required": "Send If-Match with the ETag that you read.",
    "payload_too_large": "Send less, or split the file.",
    "unsupported_media_type": "Send one of the media types that the operation takes.",
    "invalid_request": "Correct what the detail names; it is not valid HTTP or JSON.",
    "validation_failed": "Correct what errors names, by pointer or parameter.",
    "file_not_readable": "Correct the file where errors says (row, column, byte); nothing of it was registered.",
    "idempotency_key_reused": "Use a new Idempotency-Key for another request.",
    "idempotency_key_in_use": "Wait for the first request with this key to end.",
    "too_many_requests": "Wait as long as Retry-After says.",
    "unexpected_error": "Contact support and give the request ID.",
    "unavailable": "Try again as Retry-After says; nothing was changed.",
}

STYLE = """
:root{color-scheme:light dark;--bg:#fff;--fg:#1b1f24;--dim:#57606a;--line:#d8dee4;--soft:#f6f8fa;--accent:#0b5cad}
@media(prefers-color-scheme:dark){:root{--bg:#16191d;--fg:#e6e9ec;--dim:#9aa4ae;--line:#30363d;--soft:#1f242a;--accent:#6cb2f5}}
*{box-sizing:border-box}body{margin:0;background:var(--bg);color:var(--fg);font:16px/1.55 system-ui,sans-serif}
a{color:var(--accent);text-decoration:none}a:hover,a:focus-visible{text-decoration:underline}
.page{display:grid;grid-template-columns:17rem minmax(0,1fr);max-width:76rem;margin:auto}
nav{position:sticky;top:0;height:100vh;overflow:auto;padding:1.5rem;border-right:1px solid var(--line);font-size:.9rem}
nav ul{list-style:none;padding:0;margin:.2rem 0 1rem}nav h2{font-size:.8rem;color:var(--dim);margin:0;text-transform:uppercase;letter-spacing:.05em}
main{padding:1.5rem 2.5rem 6rem}h1{margin-top:0}section{border-top:1px solid var(--line);padding-top:1rem;margin-top:2rem}
.path{font:600 .95rem ui-monospace,monospace;background:var(--soft);padding:.5rem .75rem;border-radius:6px;overflow-wrap:anywhere}
.method{color:var(--accent);margin-right:.75rem}table{border-collapse:collapse;width:100%;font-size:.92rem}
td,th{text-align:left;vertical-align:top;padding:.35rem .75rem .35rem 0;border-bottom:1px solid var(--line)}
code,pre{font-family:ui-monospace,monospace;font-size:.88rem}pre{background:var(--soft);padding:.75rem;border-radius:6px;overflow:auto}
.dim{color:var(--dim)}@media(max-width:50rem){.page{display:block}nav{position:static;height:auto;border:0}main{padding:1rem}}
"""


def text(value: object) -> str:
    return html.escape(str(value or "").strip())


def marked(value: str) -> str:
    """Paragraphs, `code` and *emphasis* of a description."""
    paragraphs = re.split(r"\n\s*\n", text(value))
    shown = [re.sub(r"`([^`]+)`", r"<code>\1</code>", p) for p in paragraphs if p]
    shown = [re.sub(r"[*]([^*]+)[*]", r"<em>\1</em>", p) for p in shown]
    return "".join(f"<p>{p}</p>" for p in shown)


def type_of(schema: dict, contract: dict) -> str:
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        return f'<a href="#schema-{name}">{name}</a>'
    if "oneOf" in schema:
        return " or ".join(type_of(one, contract) for one in schema["oneOf"])
    if schema.get("type") == "array":
        return f"list of {type_of(schema['items'], contract)}"
    if "enum" in schema:
        return ", ".join(f"<code>{text(v)}</code>" for v in schema["enum"] if v is not None)
    kind = schema.get("type", "any")
    kind = " or ".join(kind) if isinstance(kind, list) else kind
    return text(schema.get("format", kind) if kind == "string" else kind)


def resolve(thing: dict, contract: dict) -> dict:
    while "$ref" in thing:
        found = contract
        for part in thing["$ref"].lstrip("#/").split("/"):
            found = found[part]
        thing = found
    return thing


def fields(schema: dict, contract: dict) -> str:
    rows = []
    required = schema.get("required", [])
    for name, value in schema.get("properties", {}).items():
        note = text(value.get("description", "")) if "$ref" not in value else ""
        rows.append(
            f"<tr><td><code>{text(name)}</code></td><td>{type_of(value, contract)}</td>"
            f"<td>{'' if name in required else 'optional'} {note}</td></tr>"
        )
    return f"<table><tr><th>Field</th><th>Type</th><th></th></tr>{''.join(rows)}</table>" if rows else ""


def operation(path: str, method: str, item: dict, shared: list, contract: dict) -> str:
    parts = [
        f'<section id="{item["operationId"]}"><h3>{text(item["summary"])}</h3>'
        f'<p class="path"><span class="method">{method.upper()}</span>{text(path)}</p>',
        marked(item.get("description", "")),
    ]
    parameters = [resolve(p, contract) for p in shared + item.get("parameters", [])]
    if parameters:
        rows = "".join(
            f"<tr><td><code>{text(p['name'])}</code></td><td>{text(p['in'])}</td>"
            f"<td>{type_of(p['schema'], contract)}</td><td>{text(p.get('description', ''))}</td></tr>"
            for p in parameters
        )
        parts.append(f"<table><tr><th>Parameter</th><th>In</th><th>Type</th><th></th></tr>{rows}</table>")
    body = resolve(item.get("requestBody", {}), contract)
    for media, content in body.get("content", {}).items():
        schema = content.get("schema", {})
        parts.append(f"<p>Body, <code>{text(media)}</code>: {type_of(schema, contract)}</p>")
        parts.append(fields(schema, contract))
        if "example" in content:
            example = content["example"]
            shown = example if isinstance(example, str) else yaml.safe_dump(example, allow_unicode=True, sort_keys=False)
            parts.append(f"<pre>{text(shown)}</pre>")
    answers = []
    for status, response in item["responses"].items():
        response = resolve(response, contract)
        kinds = ", ".join(
            f"<code>{text(media)}</code> {type_of(content.get('schema', {}), contract)}"
            for media, content in response.get("content", {}).items()
        )
        answers.append(f"<tr><td>{text(status)}</td><td>{text(response['description'])}</td><td>{kinds}</td></tr>")
    parts.append(f"<table><tr><th>Answer</th><th></th><th></th></tr>{''.join(answers)}</table></section>")
    return "".join(parts)


def render() -> str:
    contract = yaml.safe_load((FOLDER / "openapi.yaml").read_text())
    groups: dict[str, list] = {}
    for path, item in contract["paths"].items():
        for method in METHODS:
            if method in item:
                tag = item[method]["tags"][0]
                groups.setdefault(tag, []).append((path, method, item[method], item.get("parameters", [])))
    menu, body = [], []
    for tag, operations in groups.items():
        links = "".join(f'<li><a href="#{o["operationId"]}">{text(o["summary"].split(";")[0])}</a></li>' for _, _, o, _ in operations)
        menu.append(f"<h2>{text(tag)}</h2><ul>{links}</ul>")
        body.append(f"<h2>{text(tag)}</h2>" + "".join(operation(p, m, o, s, contract) for p, m, o, s in operations))
    problems = "".join(
        f'<tr id="problem-{code}"><td><code>{code}</code></td><td>{text(PROBLEMS[code])}</td></tr>'
        for code in contract["components"]["schemas"]["Problem"]["properties"]["code"]["enum"]
    )
    schemas = "".join(
        f'<section id="schema-{name}"><h3>{name}</h3>{fields(schema, contract) or type_of(schema, contract)}</section>'
        for name, schema in contract["components"]["schemas"].items()
    )
    info = contract["info"]
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{text(info['title'])} API</title><style>{STYLE}</style></head>\n"
        f'<body><div class="page"><nav aria-label="Contents"><p><a href="#top">{text(info["title"])} API</a> '
        f'<span class="dim">{text(info["version"])}</span></p>{"".join(menu)}'
        '<h2>Reference</h2><ul><li><a href="#problems">Problems</a></li><li><a href="#schemas">Schemas</a></li>'
        '<li><a href="/api/openapi.yaml">openapi.yaml</a></li></ul></nav>\n'
        f'<main id="top"><h1>{text(info["title"])}: {text(info["summary"])}</h1>{marked(info["description"])}\n'
        + "\n".join(body)
        + f'\n<h2 id="problems">Problems</h2><p>The <code>code</code> of an answer that fails, and what to do.</p><table>{problems}</table>'
        f'\n<h2 id="schemas">Schemas</h2>{schemas}</main></div></body></html>\n'
    )


def main() -> int:
    page = FOLDER / "docs.html"
    rendered = render()
    if "--check" in sys.argv:
        if page.read_bytes() != rendered.encode():
            print("api/docs.html is not what api/openapi.yaml says: run api/render_docs.py")
            return 1
        return 0
    page.write_bytes(rendered.encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
