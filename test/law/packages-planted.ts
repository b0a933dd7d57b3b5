/** What the import law is tried on below `packages/`, `clients/` and `console/`: rule, file, what it imports. */
export const plantedInPackages: [rule: string, file: string, imported: string][] = [
  ['verifier', 'packages/verifier/src/product.ts', '../../../src/core/thing.js'],
  ['verifier', 'packages/verifier/src/framework.ts', 'fastify'],
  ['verifier', 'packages/verifier/src/files.ts', 'node:fs'],
  ['verifier-adapter', 'packages/verifier/src/fastify.ts', "import type { thing } from 'express';"],
  ['verifier-adapter', 'packages/verifier/src/nest.ts', 'fastify'],
  ['verifier-adapter-types-only', 'packages/verifier/src/express.ts', 'express'],
  ['console', 'console/src/product.ts', '../../src/core/thing.js'],
  ['console', 'console/src/files.ts', 'node:fs'],
  ['client', 'clients/typescript/src/product.ts', '../../../src/core/thing.js'],
  ['client', 'clients/typescript/src/requests.ts', 'undici'],
  ['scripted-server', 'clients/scripted-server/product.ts', '../../src/core/thing.js'],
  ['scripted-server', 'clients/scripted-server/answers.ts', 'fastify'],
  ['core', 'src/core/verifier.ts', '../../packages/verifier/src/thing.js'],
];

export const lawfulInPackages = {
  'clients/scripted-server/lawful.ts': ['./thing.js', 'node:https'],
  'clients/typescript/src/lawful.ts': ['./thing.js', 'node:https'],
  'console/src/lawful.ts': ['./thing.js'],
  'packages/verifier/src/lawful.ts': ['./thing.js', 'jose', 'node:crypto'],
};
