import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { afterFile } from '../support/cleanup.js';

interface Sbom {
  readonly metadata: { readonly component: { readonly name: string } };
  readonly components: readonly { readonly name: string; readonly purl: string }[];
}

const repository = join(import.meta.dirname, '../..');

test('the list of packages is made from the lock file alone, as the image does it, and has what ships', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sbom-'));
  afterFile(() => {
    rmSync(folder, { recursive: true });
  });
  for (const name of ['package.json', 'package-lock.json', 'scripts/sbom.mjs'])
    cpSync(join(repository, name), join(folder, name));
  await promisify(execFile)(process.execPath, ['scripts/sbom.mjs'], { cwd: folder });
  const { metadata, components } = JSON.parse(
    readFileSync(join(folder, 'dist/sbom.cdx.json'), 'utf8'),
  ) as Sbom;
  expect(metadata.component.name).toBe('portaria');
  // npm writes the scope of a name into a field of its own.
  const names = components.map(({ purl }) => decodeURIComponent(purl.replace(/^pkg:npm\/(.+)@.+$/, '$1')));
  const { dependencies } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  expect(names).toEqual(expect.arrayContaining(Object.keys(dependencies)));
  for (const other of ['vitest', 'typescript', 'react', 'vitepress']) expect(names).not.toContain(other);
});
