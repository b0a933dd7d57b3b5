import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';

const lock = z
  .object({
    packages: z.record(
      z.string(),
      z.looseObject({
        devDependencies: z.record(z.string(), z.string()).optional(),
        devOptional: z.boolean().optional(),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(join(import.meta.dirname, '../../package-lock.json'), 'utf8')));

test('nothing that is for developers gets into the image by being an optional peer of what is shipped', () => {
  const names = Object.keys(lock.packages['']?.devDependencies ?? {});
  expect(names).toContain('vitest');
  // npm installs such a package for `npm ci --omit=dev` as well, with all that it needs.
  expect(names.filter((name) => lock.packages[`node_modules/${name}`]?.devOptional)).toEqual([]);
});
