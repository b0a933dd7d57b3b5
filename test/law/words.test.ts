import { execFileSync } from 'node:child_process';
import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { oldWordsOf } from '../../tools/docs-lint/old-words.js';

const root = join(import.meta.dirname, '../..');

/** Where an old word is right: frozen SQL and rows, and the lists that say what it became. */
const exempt = [
  /^migrations\//,
  /^test\/fixtures\//,
  /^test\/upgrade\//,
  /^test\/core\/renamed\.test\.ts$/,
  /^schema\.sql$/,
  /^src\/core\/(?:audit\/renamed-actions|refusals\/renamed-reasons)\.ts$/,
  /^(?:tools\/docs-lint\/(?:old-words|phrases)|test\/law\/docs-lint\.test)\.ts$/,
  /^CHANGELOG\.md$/,
  // A list of work: it names the words that are to be replaced.
  /^docs\/plan\.md$/,
  /^package-lock\.json$/,
  /\.(?:pem|png|jar|lock)$/,
];

const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' })
  .split('\0')
  .filter((file) => file !== '' && !exempt.some((place) => place.test(file)))
  // A link leads to what has a place of its own.
  .filter((file) => lstatSync(join(root, file)).isFile());

test('no old word stands outside the places that are named here', () => {
  const found = tracked.flatMap((file) =>
    readFileSync(join(root, file), 'utf8')
      .split('\n')
      .flatMap((line, index) => oldWordsOf(line).map((say) => `${file}:${String(index + 1)}: ${say}`)),
  );
  expect(found).toEqual([]);
});
