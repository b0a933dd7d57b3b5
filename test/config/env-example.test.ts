import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { expect, test } from 'vitest';
import { loadConfig } from '../../src/config/config.js';
import { goodEnvironment, problemsOf } from './support.js';

const text = readFileSync(join(import.meta.dirname, '../../.env.example'), 'utf8');
const commented = text.replaceAll(/^#(?=[A-Z_]+=)/gm, '');

/** As `parseEnv` gives it, without what it cannot have. */
const parsed = (source: string): Record<string, string> =>
  Object.fromEntries(Object.entries(parseEnv(source)).map(([name, value]) => [name, value ?? '']));

test('.env.example asks for exactly what is required, and says that it is not set', () => {
  expect(problemsOf(parsed(text))).toEqual(problemsOf({}));
});

test('filled in, it means the same as the required settings alone', () => {
  const required = goodEnvironment();
  const filled = { ...parsed(commented), ...required };
  expect(problemsOf(filled)).toEqual([]);
  expect(JSON.stringify(loadConfig(filled))).toBe(JSON.stringify(loadConfig(required)));
});
