/** What is planted against the rules of the files that join the folders together, and what keeps them. */
export const plantedInComposition: [rule: string, file: string, imported: string][] = [
  ['root', 'src/app/server.ts', 'typeorm'],
  ['root', 'src/app/planted.ts', 'pg'],
  ['root', 'src/app/seat.ts', '../cli.js'],
  ['root', 'src/main.ts', './cli/thing.js'],
  ['root', 'src/app/app.module.ts', '../../test/thing.js'],
  ['root', 'src/jobs/scheduler.ts', '../../tools/stack/thing.js'],
  ['root-cli', 'src/cli.ts', 'pg'],
  ['root-cli', 'src/cli.ts', '../tools/stack/thing.js'],
  ['doctor', 'src/doctor/planted-1.ts', '../management/thing.js'],
  ['doctor', 'src/doctor/planted-2.ts', '../storage/thing.js'],
  ['doctor', 'src/doctor/planted-3.ts', '../cli/thing.js'],
  ['doctor', 'src/doctor/planted-4.ts', 'pg'],
  ['doctor-module', 'src/doctor/planted.module.ts', '../../test/thing.js'],
  ['whole-management', 'src/admin/whole.controller.ts', '../management/management.js'],
  ['whole-management', 'src/self-service/whole.controller.ts', '../management/management.js'],
  ['storage-downwards', 'src/storage/repositories/planted.ts', '../unit-of-work/thing.js'],
  ['storage-downwards', 'src/storage/transaction/planted.ts', '../unit-of-work/thing.js'],
  ['transaction-knows-repository', 'src/storage/transaction/other.ts', '../repositories/thing.js'],
];

export const lawfulInComposition: Record<string, readonly string[]> = {
  'src/admin/admin.module.ts': ['@nestjs/common', '../management/management.js'],
  'src/main.ts': ['./app/server.js', './config/thing.js', 'reflect-metadata', 'node:process'],
  'src/app/server.ts': ['@nestjs/core', '@nestjs/platform-fastify', './app.module.js'],
  'src/app/app.module.ts': ['@nestjs/common', '../contracts/contracts.module.js', '../storage/thing.js'],
  'src/app/open-management.ts': ['../management/thing.js', '../storage/thing.js', '../crypto/thing.js'],
  'src/doctor/lawful.ts': [
    '../core/thing.js',
    '../config/thing.js',
    '../cli/deployment/thing.js',
    'node:tls',
  ],
  'src/cli.ts': ['commander', './cli/thing.js', './storage/thing.js', '../migrations/list.js'],
};

/** Folders without a row of their own in the law that planted files import from. */
export const standInFolders = [
  'src/contracts/pix',
  'src/storage/repositories',
  'src/storage/unit-of-work',
  'packages/verifier/src',
  'clients/typescript/src',
  'clients/scripted-server',
  'console/src',
  'tools/stack',
  'tools/docs-lint',
  'test',
];
