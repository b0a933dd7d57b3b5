import { join } from 'node:path';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { expect, test } from 'vitest';

/** The project's own lint rules, tried on made-up text. `npm run lint` tries those that need types. */
const needTypes = ['consistent-type-imports', 'switch-exhaustiveness-check'];
const besideThePoint = ['no-unused-vars', 'no-extraneous-class', 'no-empty-function'];
const off = [...needTypes, ...besideThePoint].map((rule) => [`@typescript-eslint/${rule}`, 'off'] as const);
const eslint = new ESLint({
  cwd: join(import.meta.dirname, '../..'),
  overrideConfig: [tseslint.configs.disableTypeChecked, { rules: Object.fromEntries(off) }],
});

interface Config {
  rules: Record<string, unknown>;
}

const parameters = (count: number, before = ''): string =>
  Array.from({ length: count }, (_, at) => `${before}p${at}: string`).join(', ');
const lines = (count: number): string => Array.from({ length: count }, (_, at) => `call(${at});`).join('\n');

const planted: [rule: string, file: string, text: string][] = [
  ['portaria/clock-and-chance', 'src/auth/planted.ts', 'export const now = Date.now();'],
  ['portaria/clock-and-chance', 'src/auth/planted.ts', 'export const clock = { now: Date.now };'],
  ['portaria/clock-and-chance', 'src/auth/planted.ts', 'export const now = new Date();'],
  ['portaria/clock-and-chance', 'src/auth/planted.ts', 'export const now = Date();'],
  ['portaria/clock-and-chance', 'src/auth/planted.ts', 'export const chance = Math.random();'],
  ['portaria/clock-and-chance', 'src/auth/planted.ts', 'export const time = performance.now();'],
  ['portaria/clock-and-chance', 'src/http/planted.ts', "import { randomUUID } from 'node:crypto';"],
  ['portaria/clock-and-chance', 'src/http/planted.ts', 'export const id = crypto.randomUUID();'],
  ['portaria/keys-made-once', 'src/crypto/planted.ts', "import { createHmac } from 'node:crypto';"],
  [
    'portaria/keys-made-once',
    'src/crypto/planted.ts',
    "export const mac = crypto.createHmac('sha256', bytes);",
  ],
  [
    'portaria/message-in-one-place',
    'src/http/planted.ts',
    'export const why = error instanceof Error ? error.message : String(error);',
  ],
  ['portaria/environment-in-config', 'src/http/planted.ts', 'export const port = process.env.PORT;'],
  ['portaria/environment-in-config', 'src/http/planted.ts', 'export const { env } = process;'],
  ['portaria/environment-in-config', 'src/http/planted.ts', "import { env } from 'node:process';"],
  ['portaria/no-default-export', 'src/auth/planted.ts', 'export default class Thing { own = 1; }'],
  ['portaria/no-default-export', 'src/auth/planted.ts', 'const thing = 1; export { thing as default };'],
  [
    'simple-import-sort/imports',
    'src/auth/planted.ts',
    "import { b } from './b.js';\nimport { a } from './a.js';",
  ],
  ['portaria/no-barrel', 'src/auth/planted.ts', "export * from './thing.js';"],
  ['portaria/no-barrel', 'src/auth/planted.ts', "export type { Thing } from './thing.js';"],
  ['portaria/no-barrel', 'packages/verifier/src/planted.ts', "export * from './thing.js';"],
  [
    'portaria/environment-in-config',
    'packages/verifier/src/planted.ts',
    'export const port = process.env.PORT;',
  ],
  ['portaria/short-way-up', 'src/a/b/c/planted.ts', "import '../../../core/thing.js';"],
  ['portaria/telling-names', 'src/auth/planted.ts', 'export class SessionManager { own = 1; }'],
  ['portaria/telling-names', 'src/auth/planted.ts', 'export class AccountStoreImpl { own = 1; }'],
  ['portaria/telling-names', 'src/auth/planted.ts', 'export const helpers = { own: 1 };'],
  ['portaria/telling-names', 'src/auth/planted.ts', 'export function dateUtils() { return 1; }'],
  ['portaria/few-parameters', 'src/auth/planted.ts', `export function f(${parameters(5)}) { return 1; }`],
  ['portaria/few-parameters', 'src/auth/planted.ts', `export const f = (${parameters(5)}) => 1;`],
  ['portaria/few-parameters', 'src/auth/planted.ts', `export class C { m(${parameters(5)}) { return 1; } }`],
  [
    'portaria/few-parameters',
    'src/auth/planted.ts',
    `export abstract class C { abstract m(${parameters(5)}): void; }`,
  ],
  [
    'portaria/few-dependencies',
    'src/auth/planted.ts',
    `export class C { constructor(${parameters(7, 'private readonly ')}) {} }`,
  ],
  [
    'portaria/few-dependencies',
    'src/auth/planted.ts',
    `export const p = { useFactory: (${parameters(7)}) => 1 };`,
  ],
  [
    'portaria/few-decorators',
    'src/http/planted.ts',
    'export class C { @A() @B() @C() @D() m() { return 1; } }',
  ],
  ['portaria/whole-files', 'src/cli/planted.ts', "import { writeFile } from 'node:fs/promises';"],
  ['portaria/whole-files', 'src/cli/planted.ts', "import { appendFileSync as append } from 'node:fs';"],
  ['portaria/nothing-mocked', 'test/planted.test.ts', "vi.mock('../src/auth/thing.js');"],
  ['portaria/nothing-mocked', 'test/planted.test.ts', 'export const fake = vi.fn();'],
  ['portaria/nothing-mocked', 'test/planted.test.ts', "vi.spyOn(console, 'log');"],
  ['no-console', 'src/auth/planted.ts', "console.log('here');"],
  ['max-depth', 'src/auth/planted.ts', 'if (a) { if (b) { if (c) { if (d) { call(); } } } }'],
  ['max-lines', 'src/auth/planted.ts', lines(301)],
  ['max-lines-per-function', 'src/auth/planted.ts', `export const f = () => {\n${lines(50)}\n};`],
  [
    '@typescript-eslint/no-explicit-any',
    'src/auth/planted.ts',
    'export const anything = (value: any) => call(value);',
  ],
  ['@typescript-eslint/no-non-null-assertion', 'src/storage/planted.ts', 'export const first = rows[0]!;'],
  [
    '@typescript-eslint/consistent-type-assertions',
    'src/auth/planted.ts',
    'export const id = text as ClientId;',
  ],
];

const lawful: [file: string, text: string][] = [
  [
    'src/core/shared/error-message.ts',
    'export const errorMessageOf = (t: unknown) => (t instanceof Error ? t.message : String(t));',
  ],
  ['src/crypto/planted.ts', 'export const now = Date.now();'],
  ['src/auth/planted.ts', 'export const from = new Date(seconds * 1000);'],
  ['src/config/planted.ts', 'export const load = () => process.env;'],
  ['src/core/shared/ids.ts', 'export const id = text as ClientId;'],
  ['src/auth/planted.ts', "export const kinds = ['a', 'b'] as const;"],
  ['src/auth/planted.ts', `export class C { constructor(${parameters(6, 'private readonly ')}) {} }`],
  ['src/auth/planted.ts', `export class C { m(${parameters(4)}) { return 1; } }`],
  ['src/auth/planted.ts', `export const p = { useFactory: (${parameters(6)}) => 1 };`],
  ['src/http/planted.ts', 'export class C { @A() @B() @C() m() { return 1; } }'],
  ['src/cli/planted.ts', "console.log('a table');"],
  ['src/cli/deployment/replace-file.ts', "import { writeFile } from 'node:fs/promises';"],
  ['src/storage/planted.ts', 'export const inTransaction = (manager: EntityManager) => call(manager);'],
  ['packages/verifier/src/planted.ts', 'export const now = Date.now();'],
  ['packages/verifier/src/public.ts', "export { thing } from './thing.js';"],
  ['migrations/planted.ts', `export const up = () => {\n${lines(301)}\n};`],
  ['test/planted.test.ts', `test('a promise', () => {\n${lines(60)}\n});`],
];

test.each([...new Set(planted.map(([rule]) => rule))])(
  '%s catches what is planted against it',
  async (rule) => {
    for (const [, file, text] of planted.filter(([name]) => name === rule)) {
      expect(await rulesBrokenBy(file, text), `${file}: ${text}`).toEqual([rule]);
    }
  },
);

test('every rule of the project has a planted violation', async () => {
  const files = ['src/core/planted.ts', 'test/planted.test.ts'];
  const configs = (await Promise.all(files.map((file) => eslint.calculateConfigForFile(file)))) as Config[];
  const rules = configs
    .flatMap((config) => Object.keys(config.rules))
    .filter((rule) => rule.startsWith('portaria/'));
  expect(planted.map(([rule]) => rule)).toEqual(expect.arrayContaining(rules));
});

test('text that keeps the rules breaks none', async () => {
  for (const [file, text] of lawful) {
    expect(await rulesBrokenBy(file, text), `${file}: ${text}`).toEqual([]);
  }
});

async function rulesBrokenBy(file: string, text: string): Promise<(string | null)[]> {
  const [result] = await eslint.lintText(text, { filePath: file });
  return [...new Set(result?.messages.map((message) => message.ruleId ?? message.message))];
}
