// The built program with a data folder of its own and the demo's people; ends with the test.
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const binary = process.env.MUSTER_BINARY ?? new URL('../../build/release/muster', import.meta.url).pathname;

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/// Waits until `text` matches what the program has printed.
function printed(child, pattern) {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (piece) => {
      text += piece;
      if (pattern.test(text)) resolve(text);
    });
    child.on('exit', (code) => reject(new Error(`the server ended with ${code}:\n${text}`)));
  });
}

/// Waits until the server answers, which need not print anything.
async function ready(address, child) {
  while (child.exitCode === null) {
    const answer = await fetch(`${address}/readyz`).catch(() => null);
    if (answer?.ok) return '';
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`the server ended with ${child.exitCode}`);
}

async function start(args, pattern, { data, copyOf } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'muster-portal-'));
  if (copyOf) cpSync(copyOf, join(folder, 'data'), { recursive: true });
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const child = spawn(binary, [...args, '--data', data ?? join(folder, 'data'), '--listen', `127.0.0.1:${port}`], { stdio: ['ignore', 'pipe', 'inherit'] });
  const text = pattern ? await printed(child, pattern) : await ready(address, child);
  child.stdout.resume();
  return {
    address,
    text,
    /// One statement on the data, for what a test cannot wait for.
    sql: (statement) => execFileSync('/usr/bin/python3', ['-c', 'import sqlite3, sys; db = sqlite3.connect(sys.argv[1], timeout=10); db.execute(sys.argv[2]); db.commit()', join(folder, 'data', 'registry.db'), statement]),
    async stop() {
      child.removeAllListeners('exit');
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/// A server of a data folder that stays.
export const serve = (data) => start(['serve', '--log-level', 'warn'], null, { data });

/// Plays the demo's weeks once, into a folder that demo() then begins with.
export async function keepDemo(folder) {
  const data = join(folder, 'data');
  const server = await start(['demo'], /Ctrl-C ends it/, { data });
  await server.stop();
  writeFileSync(join(folder, 'told'), server.text);
}

/// The demo, or a copy of the one that MUSTER_DEMO keeps.
export async function demo() {
  const kept = process.env.MUSTER_DEMO;
  // As `muster demo` sets itself up.
  const asDemo = ['serve', '--log-level', 'warn', '--support-contact', 'support@example.com', '--requests-per-second-per-token', '0', '--requests-per-second-per-address', '0'];
  const server = kept ? await start(asDemo, null, { copyOf: join(kept, 'data') }) : await start(['demo'], /Ctrl-C ends it/);
  const told = kept ? readFileSync(join(kept, 'told'), 'utf8') : server.text;
  const password = /with the password\s+(\S+)/.exec(told)?.[1];
  const token = (kind) => new RegExp(`${kind}\\s+(mst_\\S+)`).exec(told)?.[1];
  const api = async (kind, path, init = {}) => {
    const response = await fetch(`${server.address}/api/v1${path}`, {
      ...init,
      headers: { Authorization: `Bearer ${token(kind)}`, ...(init.body ? { 'Content-Type': 'application/json' } : {}), ...init.headers },
    });
    return response.json();
  };
  return { ...server, password, api };
}

/// A server that waits to be set up, with the link that it prints.
export async function fresh(options = []) {
  const server = await start(['serve', ...options], /\/set-up#\S+/);
  return { ...server, link: server.text.match(/http\S+\/set-up#\S+/)[0].replace(/^http:\/\/[^/]+/, server.address) };
}
