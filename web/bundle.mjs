// Packs the built portal into one file for the program (src/server/portal.cpp reads it): lines of
// path, content type, encoding and size, separated by tabs; an empty line; then the bytes, one after
// the other. What gains by it is there a second and a third time, as gzip and as brotli.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { extname, join, relative } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const [, , folder, bundle] = process.argv;
const types = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
};

const index = [];
const contents = [];
function add(path, type, encoding, bytes) {
  index.push([path, type, encoding, bytes.length].join('\t'));
  contents.push(bytes);
}

const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => relative(folder, join(entry.parentPath ?? entry.path, entry.name)))
  .sort();
for (const path of files) {
  const type = types[extname(path)];
  if (!type) throw new Error(`bundle.mjs: no content type for ${path}`);
  const bytes = readFileSync(join(folder, path));
  add(path, type, 'identity', bytes);
  // index.html gets a nonce in each answer, so it is sent as it is.
  if (path === 'index.html' || bytes.length < 600) continue;
  const gzip = gzipSync(bytes, { level: 9 });
  if (gzip.length > bytes.length * 0.9) continue;
  add(path, type, 'gzip', gzip);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  add(path, type, 'br', brotliCompressSync(bytes, { params }));
}
writeFileSync(bundle, Buffer.concat([Buffer.from(index.join('\n') + '\n\n'), ...contents]));
