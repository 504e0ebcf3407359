// The built server on a free port, with a fresh folder and a token of its operator.

import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const binary =
  process.env.MUSTER_BINARY ?? fileURLToPath(new URL("../../build/release/muster", import.meta.url));

export async function startMuster() {
  const folder = mkdtempSync(join(tmpdir(), "muster-oidc-"));
  const data = join(folder, "data");
  const portFile = join(folder, "port");
  const child = spawn(
    binary,
    ["serve", "--data", data, "--listen", "127.0.0.1:0", "--port-file", portFile,
     "--identity-providers-on-private-addresses", "true"],
    { stdio: ["ignore", "ignore", "ignore"] },
  );
  process.once("exit", () => child.kill());
  const over = new Promise((resolve) => child.once("exit", resolve));
  const deadline = Date.now() + 20_000;
  while (!(existsSync(portFile) && readFileSync(portFile, "utf8").endsWith("\n"))) {
    if (child.exitCode !== null || Date.now() > deadline) throw new Error("the server did not start");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const url = `http://127.0.0.1:${Number(readFileSync(portFile, "utf8"))}`;
  const made = execFileSync(binary, [
    "token", "create", "--data", data, "--organisation", "operator", "--name", "test", "-o", "json",
  ]);
  const token = JSON.parse(made.toString()).token;

  /** One request with the operator's token; throws for anything but success. */
  async function api(method, path, body) {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body ? { "content-type": "application/json" } : {}),
      },
      body: body ? JSON.stringify(body) : undefined,
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text ? JSON.parse(text) : null;
  }

  return {
    url,
    api,
    async stop() {
      child.kill("SIGTERM");
      await over;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
