// Files of the repository, and how they are compared.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const repository = join(import.meta.dirname, '../..');
export const read = (path) => readFileSync(join(repository, path), 'utf8');
export const assertSame = (what, left, right) => {
  const differing = [
    ...left.filter((one) => !right.includes(one)),
    ...right.filter((one) => !left.includes(one)),
  ];
  if (differing.length > 0) throw new Error(`${what}: ${[...new Set(differing)].join(', ')}`);
};
