// What VitePress leaves to do: no script in a page (the Content-Security-Policy allows none), the files that pages link to,
// and a compressed copy of each file for NGINX's gzip_static.
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const site = join(repository, 'dist/docs-site/docs');
/** A smaller file is sent in one packet either way. */
const compressedFrom = 1024;

const filesBelow = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

/** Writes a script to a file of its own, named after its content; returns the address. */
const scriptFile = (text) => {
  const name = `inline.${createHash('sha256').update(text).digest('hex').slice(0, 8)}.js`;
  writeFileSync(join(site, 'assets', name), text);
  return `/docs/assets/${name}`;
};

mkdirSync(join(site, 'assets'), { recursive: true });
for (const file of filesBelow(site).filter((name) => name.endsWith('.html'))) {
  const page = readFileSync(file, 'utf8');
  const moved = page.replaceAll(
    /<script((?:(?! src=)[^>])*)>([^]+?)<\/script>/g,
    (_, attributes, text) => `<script${attributes} src="${scriptFile(text)}"></script>`,
  );
  writeFileSync(file, moved);
}

for (const name of ['openapi', 'postman']) {
  cpSync(join(repository, 'docs', name), join(site, name), { recursive: true });
}

for (const file of filesBelow(site).filter((name) => /\.(?:html|js|css|svg|json)$/.test(name))) {
  if (statSync(file).size >= compressedFrom) {
    writeFileSync(`${file}.gz`, gzipSync(readFileSync(file), { level: 9 }));
  }
}
