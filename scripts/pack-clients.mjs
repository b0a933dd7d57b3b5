// Makes the downloads of the client packages, and their checksums: `npm run clients:pack`, or
// `node scripts/pack-clients.mjs FOLDER PACKAGE...`. The same sources make the same bytes. With `--available`, a package
// whose tools are missing on this machine is left out, loudly.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { packGo } from './clients/go.mjs';
import { packJava } from './clients/java.mjs';
import { packPhp } from './clients/php.mjs';

const run = promisify(execFile);
const repository = join(import.meta.dirname, '..');
const folderOf = (language) => join(repository, 'clients', language);
const flitVersion = '4.2.0';

const packTypescript = (into) =>
  run('npm', ['pack', '--pack-destination', into], { cwd: folderOf('typescript') });

/** A wheel and a source distribution (PEP 517), by a backend in an environment of its own. */
const packPython = async (into) => {
  const environment = join(repository, 'node_modules/.cache/portaria-clients/python-build');
  await run('python3', ['-m', 'venv', environment]);
  const wanted = `flit_core==${flitVersion}`;
  await run(join(environment, 'bin/pip'), ['-q', '--disable-pip-version-check', 'install', wanted]);
  const build =
    'import sys; from flit_core import buildapi as b; b.build_wheel(sys.argv[1]); b.build_sdist(sys.argv[1])';
  await run(join(environment, 'bin/python'), ['-c', build, into], {
    cwd: folderOf('python'),
    env: { ...process.env, SOURCE_DATE_EPOCH: String(Date.UTC(2020) / 1000) },
  });
};

const packers = { typescript: packTypescript, python: packPython, java: packJava, go: packGo, php: packPhp };

/** Packs one language; with `available`, it prints why one is left out. */
const packOne = async (name, into, available) => {
  try {
    await packers[name](into);
  } catch (reason) {
    if (!available) throw reason;
    process.stderr.write(
      `LEFT OUT: the client package for ${name}: ${String(reason.message).split('\n')[0]}\n`,
    );
  }
};

const pack = async (folder, names, available) => {
  await mkdir(folder, { recursive: true });
  const made = await mkdtemp(join(tmpdir(), 'portaria-pack-'));
  try {
    for (const name of names) await packOne(name, made, available);
    const files = (await readdir(made)).sort();
    const sums = [];
    for (const file of files) {
      const content = await readFile(join(made, file));
      sums.push(`${createHash('sha256').update(content).digest('hex')}  ${file}\n`);
      await writeFile(join(folder, file), content);
    }
    await writeFile(join(folder, 'SHA256SUMS'), sums.join(''));
    return sums;
  } finally {
    await rm(made, { recursive: true, force: true });
  }
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { available: { type: 'boolean', default: false } },
});
const [folder = join(repository, 'dist/clients'), ...names] = positionals;
const unknown = names.filter((name) => !Object.hasOwn(packers, name));
if (unknown.length > 0) {
  process.stderr.write(
    `There is no client package ${unknown.join(', ')}. Choose from ${Object.keys(packers).join(', ')}.\n`,
  );
  process.exitCode = 2;
} else {
  const sums = await pack(resolve(folder), names.length > 0 ? names : Object.keys(packers), values.available);
  process.stdout.write(sums.join(''));
}
