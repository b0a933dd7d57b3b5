// Makes the program that is shipped from what the compiler made: <folder>/bundle has the application, the command line
// and the threads with every package that they use, in a few files. A process that reads two thousand
// files starts in twice the processor time. docs/adr/0026-what-is-shipped-is-a-bundle.md says the rest.
//
//   node scripts/bundle.mjs <folder of `tsc`, dist or dist-bench>
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { licencesOf } from './third-party-licences.mjs';

const [folder = 'dist'] = process.argv.slice(2);
const repository = join(import.meta.dirname, '..');
const compiled = join(repository, folder);
const bundle = join(compiled, 'bundle');

/** Packages with compiled libraries: they stay beside the bundle, in node_modules. */
const native = ['@node-rs/argon2', '@node-rs/bcrypt'];
/** Nest loads these when an application uses them, and this one does not. */
const unused = [
  '@fastify/multipart',
  '@fastify/static',
  '@fastify/view',
  '@nestjs/microservices',
  '@nestjs/platform-express',
  '@nestjs/websockets',
  'class-transformer',
  'class-validator',
  'pg-native',
];
const isOneOf = (names, id) => names.some((name) => id === name || id.startsWith(`${name}/`));

/**
 * Only our own lines lead to their source. Node reads every map that a loaded file names, also when nothing is thrown:
 * the maps of all packages were 45 MB of memory in each process.
 */
const ownSourceMaps = {
  name: 'own-source-maps',
  load: {
    filter: { id: /\.[cm]?js$/ },
    handler: (id) => {
      const text = readFileSync(id, 'utf8');
      if (id.includes('/node_modules/')) return { code: text, map: { mappings: '' } };
      return { code: text, map: readFileSync(`${id}.map`, 'utf8') };
    },
  },
};

const bundling = await rolldown({
  cwd: repository,
  input: {
    main: join(compiled, 'src/main.js'),
    cli: join(compiled, 'src/cli.js'),
    'secret-strength-thread': join(compiled, 'src/crypto/secrets/secret-strength-thread.js'),
    'document-thread': join(compiled, 'src/protected-apis/document-thread.js'),
    'watchdog-thread': join(compiled, 'src/jobs/watchdog-thread.js'),
  },
  platform: 'node',
  external: (id) => isOneOf([...native, ...unused], id),
  plugins: [ownSourceMaps],
  // How long the plugin takes says something of the machine alone.
  checks: { bundlerTimings: false },
  // A package that cannot be found would be missing when the program runs.
  onLog: (_level, log) => {
    throw new Error(log.message);
  },
});
mkdirSync(bundle, { recursive: true });
const { output } = await bundling.write({
  dir: bundle,
  format: 'esm',
  sourcemap: true,
  sourcemapExcludeSources: true,
  // All in one folder: what starts a thread finds it beside itself.
  chunkFileNames: '[name].js',
  comments: false,
  // Nest and TypeORM show classes by their names.
  keepNames: true,
  // Packages apart from our own code, in files that are loaded when one of their users is.
  codeSplitting: { groups: [{ name: 'packages', test: /\/node_modules\//, entriesAware: true }] },
});
await bundling.close();

/**
 * A file of packages without its map, and with an escape for every character beyond ASCII: V8 keeps a file that has one
 * in twice the memory.
 */
const plain = (code) =>
  code
    .replace(/\n\/\/# sourceMappingURL=.*\n?$/, '\n')
    .replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

const chunks = output.filter(({ type }) => type === 'chunk');
const written = new Set(['package.json', 'THIRD-PARTY-LICENCES.txt', 'openapi']);
for (const chunk of chunks) {
  written.add(chunk.fileName);
  const own = Object.keys(chunk.modules).some((id) => id.startsWith(compiled));
  if (own) written.add(`${chunk.fileName}.map`);
  else writeFileSync(join(bundle, chunk.fileName), plain(chunk.code));
}
// The folder is not emptied first: a process that runs from it may load another of its files at any time.
for (const name of readdirSync(bundle)) if (!written.has(name)) rmSync(join(bundle, name));
writeFileSync(join(bundle, 'package.json'), '{ "type": "module" }\n');
writeFileSync(
  join(bundle, 'THIRD-PARTY-LICENCES.txt'),
  licencesOf(chunks.flatMap(({ modules }) => Object.keys(modules))),
);
cpSync(join(repository, 'docs/openapi'), join(bundle, 'openapi'), { recursive: true });
chmodSync(join(bundle, 'cli.js'), 0o755);
