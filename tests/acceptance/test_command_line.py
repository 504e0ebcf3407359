"""The `muster` program against a server."""

import json
import os
import stat

from muster.api import partner_file
from muster.server import run


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
    for command in (["batches", "list"], ["devices", "list"], ["devices", "counts"], ["customers", "list"]):
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
    silent = run("customers", "list", env={**as_organisation(customer), "MUSTER_SERVER": "http://127.0.0.1:1"}, check=False)
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
