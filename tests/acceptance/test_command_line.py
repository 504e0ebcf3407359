"""The `muster` program against a server."""

import json
import os
import pty
import stat
import subprocess
import uuid

import pytest

from muster.api import partner_file
from muster.server import BINARY, run


def as_organisation(api):
    return {"MUSTER_SERVER": f"http://127.0.0.1:{api.port}", "MUSTER_TOKEN": api.token}


def test_register_waits_and_its_exit_code_tells_of_failed_rows(world, tmp_path):
    customer = world.a_customer()
    partner = world.a_partner_of(customer)
    file = tmp_path / "devices.csv"
    name = customer.organisation["name"]
    file.write_text(partner_file(world.published(2)), newline="")
    good = run("register", str(file), "--customer", name, "--order-id", "O", "--wait", "-o", "json",
               env=as_organisation(partner))
    assert json.loads(good.stdout)["counts"]["registered"] == 2
    file.write_text(partner_file([("No", "Such", "Device")]), newline="")
    check = run("register", str(file), "--customer", name, "--check", env=as_organisation(partner), check=False)
    assert check.returncode == 1 and "Device not found" in check.stdout
    bad = run("register", str(file), "--customer", name, "--wait", env=as_organisation(partner), check=False)
    assert bad.returncode == 1 and "Device not found" in bad.stdout


def test_every_list_prints_as_table_json_and_csv(world):
    customer = world.a_customer()
    customer.register(customer.organisation["id"], partner_file(world.published(1)))
    device = customer.devices(customer.id)[0]["id"]
    for command in (["batches", "list"], ["devices", "list"], ["devices", "counts"], ["devices", "by-day"],
                    ["devices", "history", device], ["customers", "list"]):
        for form in ("table", "json", "csv"):
            done = run(*command, "-o", form, env=as_organisation(customer))
            assert done.stdout and "\x1b[" not in done.stdout
            if form == "json":
                json.loads(done.stdout)


def test_devices_are_tagged_and_removed(world):
    customer = world.a_customer()
    env = as_organisation(customer)
    customer.register(customer.organisation["id"], partner_file(world.published(1)))
    device = customer.devices(customer.organisation["id"])[0]["id"]
    run("devices", "tag", device, "--group-tag", "Desk", env=env)
    assert customer.devices(customer.organisation["id"])[0]["group_tag"] == "Desk"
    run("devices", "remove", device, "--yes", env=env)
    assert customer.devices(customer.organisation["id"]) == []


def test_a_supplier_publishes_and_lists(world, tmp_path):
    supplier = world.a_supplier()
    file = tmp_path / "directory.csv"
    file.write_text(partner_file([("M", "N", supplier.organisation["id"])]))
    run("directory", "publish", str(file), env=as_organisation(supplier))
    assert supplier.organisation["id"] in run("directory", "list", env=as_organisation(supplier)).stdout


def test_exit_codes_of_refusal_and_silence(world):
    customer = world.a_customer()
    refused = run("organisations", "create", "x", "--kind", "customer", env=as_organisation(customer), check=False)
    assert refused.returncode == 3 and "req_" in refused.stderr
    nowhere = {**as_organisation(customer), "MUSTER_SERVER": "http://127.0.0.1:1"}
    silent = run("customers", "list", env=nowhere, check=False)
    assert silent.returncode == 4
    assert run("regster", check=False).returncode == 2


def test_login_keeps_the_token_to_oneself(world, tmp_path):
    customer = world.a_customer()
    env = {"XDG_CONFIG_HOME": str(tmp_path)}
    run("login", "--server", f"http://127.0.0.1:{customer.port}", "--token-stdin", env=env, input=customer.token + "\n")
    file = tmp_path / "muster" / "client.toml"
    assert stat.S_IMODE(os.stat(file).st_mode) == 0o600
    assert customer.organisation["name"] in run("customers", "list", env=env).stdout


def test_samples_version_and_completion(world):
    listed = run("samples", env={"MUSTER_SERVER": f"http://127.0.0.1:{world.port}"}).stdout
    assert "device-registration-sample-partner.csv" in listed
    sample = run("samples", "device-registration-sample-partner.csv",
                 env={"MUSTER_SERVER": f"http://127.0.0.1:{world.port}"}).stdout
    assert sample.startswith("Manufacturer,Model,Serial Number")
    assert run("version").stdout.startswith("muster ")
    assert "complete" in run("completion", "bash").stdout


COMMANDS = [
    *("serve", "demo", "backup", "restore", "doctor", "register", "samples", "login", "version", "completion bash"),
    *(f"batches {verb}" for verb in ("list", "show", "rows", "results", "retry", "cancel", "watch")),
    *(f"devices {verb}" for verb in ("list", "show", "counts", "tag", "assign", "remove", "export", "check-in")),
    *(f"directory {verb}" for verb in ("publish", "list", "withdraw")),
    *(f"customers {verb}" for verb in ("list", "show", "create")),
    *(f"organisations {verb}" for verb in ("list", "create")),
    *(f"relationships {verb}" for verb in ("list", "create")),
    *(f"token {verb}" for verb in ("create", "list", "revoke")),
]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example_and_knows_its_flags(command):
    words = command.split()
    text = run(*words, "--help").stdout
    assert f"Usage: muster {command}" in text and "Examples:" in text
    wrong = run(*words, "--no-such-flag", check=False)
    assert wrong.returncode == 2 and "--no-such-flag" in wrong.stderr and wrong.stdout == ""


def test_the_help_lists_every_command_and_the_exit_codes():
    text = run("--help").stdout
    for command in {c.split()[0] for c in COMMANDS}:
        assert f"\n  {command} " in text
    for code in range(5):
        assert f"\n  {code}  " in text


def test_a_command_that_is_none_is_told_the_nearest():
    wrong = run("regster", check=False)
    assert wrong.returncode == 2 and "register" in wrong.stderr


def test_an_operator_sets_up_everybody_and_each_does_its_part(world, tmp_path):
    """The whole main job by the command line alone."""
    operator = as_organisation(world.operator)
    name = f"cli {uuid.uuid4()}"
    made = {}
    for kind in ("partner", "supplier"):
        made[kind] = json_of("organisations", "create", f"{kind} {name}", "--kind", kind, env=operator)
    made["customer"] = json_of("customers", "create", f"customer {name}", env=operator)
    both = ["--partner", f"partner {name}", "--customer", made["customer"]["id"]]
    related = json_of("relationships", "create", *both, env=operator)
    assert related["state"] == "active"
    listed = json_of("organisations", "list", "--all", env=operator)
    assert {o["id"] for o in made.values()} <= {o["id"] for o in items_of(listed)}

    token = {
        kind: json_of("token", "create", "--organisation", organisation["id"], "--name", "cli", env=operator)["token"]
        for kind, organisation in made.items()
    }
    partner, supplier, customer = ({**operator, "MUSTER_TOKEN": token[k]} for k in ("partner", "supplier", "customer"))
    assert name in run("relationships", "list", env=partner).stdout
    assert name in run("customers", "show", f"customer {name}", env=partner).stdout

    device = ("Maker", "Model 1", uuid.uuid4().hex)
    late = ("Maker", "Model 1", uuid.uuid4().hex)
    published = run("directory", "publish", "-", env=supplier, input=partner_file([device])).stdout
    assert "1" in published
    batch = run("register", "-", "--customer", f"customer {name}", "--order-id", "O-1", "--wait", "-o", "json",
                env=partner, input=partner_file([device, late]), check=False)
    assert batch.returncode == 1
    batch = json.loads(batch.stdout)
    assert batch["counts"]["registered"] == batch["counts"]["failed"] == 1

    for_customer = ["--customer", f"customer {name}"]
    assert json_of("batches", "show", batch["id"], *for_customer, env=partner)["order_id"] == "O-1"
    rows = items_of(json_of("batches", "rows", batch["id"], "--state", "failed", *for_customer, env=partner))
    assert [row["row"] for row in rows] == [3]
    watched = run("batches", "watch", batch["id"], *for_customer, env=partner, check=False)
    assert watched.returncode == 1 and "Device not found" in watched.stdout
    run("batches", "results", batch["id"], "--output", str(tmp_path / "results.csv"), *for_customer, env=partner)
    assert (tmp_path / "results.csv").read_text().startswith("Manufacturer,Model,Serial Number,State")
    run("directory", "publish", "-", env=supplier, input=partner_file([late]))
    retried = json_of("batches", "retry", batch["id"], "--wait", *for_customer, env=partner)
    assert retried["counts"] == {"pending": 0, "registered": 1, "failed": 0, "cancelled": 0}
    over = run("batches", "cancel", batch["id"], *for_customer, env=partner, check=False)
    assert over.returncode == 3 and "over" in over.stderr

    ids = [d["id"] for d in items_of(json_of("devices", "list", "--sort", "registered", env=customer))]
    run("devices", "tag", *ids, "--group-tag", "Kiosk", env=customer)
    run("devices", "assign", "-", "--user", "ana@example.com", env=customer, input="\n".join(ids))
    shown = json_of("devices", "show", ids[0], env=customer)
    assert (shown["group_tag"], shown["assigned_user"]) == ("Kiosk", "ana@example.com")
    run("devices", "assign", ids[0], "--clear", env=customer)
    assert json_of("devices", "show", ids[0], env=customer)["assigned_user"] is None
    assert json_of("devices", "check-in", ids[0], env=customer)["state"] == "active"
    counts = json_of("devices", "counts", env=customer)
    assert (counts["active"], counts["ready_for_user"]) == (1, 1)
    exported = run("devices", "export", "--state", "active", env=customer).stdout.splitlines()
    assert len(exported) == 2 and ids[0] in exported[1]
    claimed = ["--manufacturer", late[0], "--model", late[1], "--serial-number", late[2]]
    refused = run("directory", "withdraw", *claimed, env=supplier, check=False)
    assert refused.returncode == 1 and "claimed" in refused.stdout + refused.stderr
    run("devices", "remove", *ids, "--yes", env=customer)
    run("directory", "withdraw", *claimed, env=supplier)
    left = items_of(json_of("directory", "list", env=supplier))
    assert [entry["serial_number"] for entry in left] == [device[2]]

    mine = items_of(json_of("token", "list", env=customer))
    run("token", "revoke", mine[0]["id"], env=operator | {"MUSTER_TOKEN": token["customer"]})


def test_removing_asks_first_and_without_a_terminal_does_nothing(world):
    customer = world.a_customer()
    customer.register(customer.id, partner_file(world.published(1)))
    device = customer.devices(customer.id)[0]["id"]
    refused = run("devices", "remove", device, env=as_organisation(customer), check=False, stdin=subprocess.DEVNULL)
    assert refused.returncode == 2 and "--yes" in refused.stderr
    assert len(customer.devices(customer.id)) == 1


def test_a_file_that_is_not_there_or_cannot_be_read_is_told(world, tmp_path):
    env = as_organisation(world.a_customer())
    missing = run("register", str(tmp_path / "none.csv"), env=env, check=False)
    assert missing.returncode == 2 and "none.csv" in missing.stderr
    (tmp_path / "bad.csv").write_text("Manufacturer,Modell,Serial Number\nA,B,C\n")
    bad = run("register", str(tmp_path / "bad.csv"), env=env, check=False)
    assert bad.returncode == 3 and "`Modell`" in bad.stderr and "req_" in bad.stderr
    directory = run("register", str(tmp_path), env=env, check=False)
    assert directory.returncode == 2


def test_without_a_token_one_is_told_how_to_get_one(world):
    refused = run("devices", "list", env={"MUSTER_SERVER": f"http://127.0.0.1:{world.port}"}, check=False)
    assert refused.returncode in (2, 3) and "login" in refused.stderr


def test_a_customer_that_is_not_known_is_told_by_name(world):
    customer = world.a_customer()
    partner = world.a_partner_of(customer)
    refused = run("devices", "list", "--customer", "No Such Customer", env=as_organisation(partner), check=False)
    assert refused.returncode in (2, 3) and "No Such Customer" in refused.stderr


def test_on_a_terminal_there_are_colours_and_a_progress_bar_and_in_a_pipe_none(world, tmp_path):
    customer = world.a_customer()
    file = tmp_path / "devices.csv"
    file.write_text(partner_file([*world.published(1), ("No", "Such", "Device")]), newline="")
    command = ["register", str(file), "--wait"]
    piped = run(*command, env=as_organisation(customer), check=False)
    assert "\x1b[" not in piped.stdout + piped.stderr
    seen = on_a_terminal(command, as_organisation(customer))
    assert "\x1b[" in seen
    plain = on_a_terminal(command, {**as_organisation(customer), "NO_COLOR": "1"})
    assert "\x1b[3" not in plain and "\x1b[1m" not in plain


def test_flag_beats_environment_beats_the_users_file(world, tmp_path):
    mine, other = world.a_customer(), world.a_customer()
    server = f"http://127.0.0.1:{world.port}"
    home = {"XDG_CONFIG_HOME": str(tmp_path)}
    run("login", "--server", server, "--token-stdin", env=home, input=mine.token + "\n")
    assert mine.organisation["name"] in run("customers", "list", env=home).stdout
    assert other.organisation["name"] in run("customers", "list", env={**home, "MUSTER_TOKEN": other.token}).stdout
    flagged = run("customers", "list", "--token", mine.token, env={**home, "MUSTER_TOKEN": other.token})
    assert mine.organisation["name"] in flagged.stdout


def test_bash_completes_commands(tmp_path):
    script = run("completion", "bash").stdout
    (tmp_path / "muster.bash").write_text(script)
    ask = f'''source {tmp_path}/muster.bash
COMP_WORDS=(muster batches re); COMP_CWORD=2; COMP_LINE="muster batches re"; COMP_POINT=${{#COMP_LINE}}
$(complete -p muster | sed -E "s/.*-F ([^ ]+).*/\\1/") muster re batches
printf "%s\\n" "${{COMPREPLY[@]}}"'''
    done = subprocess.run(["bash", "-c", ask], capture_output=True, text=True, timeout=20,
                          env={**os.environ, "PATH": f"{os.path.dirname(BINARY)}:{os.environ['PATH']}"})
    assert {"results", "retry"} <= {word.strip() for word in done.stdout.split("\n")}, done


def json_of(*arguments, **options):
    return json.loads(run(*arguments, "-o", "json", **options).stdout)


def items_of(listed) -> list[dict]:
    return listed["items"] if isinstance(listed, dict) else listed


def on_a_terminal(arguments, environment) -> str:
    """Everything that the program writes when a person watches."""
    master, slave = pty.openpty()
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("MUSTER_") and k != "NO_COLOR"}
    environment = {**inherited, "XDG_CONFIG_HOME": "/nonexistent", "TERM": "xterm-256color", **environment}
    process = subprocess.Popen([BINARY, *arguments], stdin=slave, stdout=slave, stderr=slave, env=environment)
    os.close(slave)
    seen = b""
    while True:
        try:
            piece = os.read(master, 4096)
        except OSError:  # the other end is closed
            break
        if not piece:
            break
        seen += piece
    os.close(master)
    process.wait(timeout=20)
    return seen.decode()
