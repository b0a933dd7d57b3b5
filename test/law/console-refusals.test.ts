import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { refusedEn } from '../../console/src/i18n/refused-en.js';

/** The texts of the rules: literals that are continued on the next line are joined. */
const rules = globSync(['src/management/**/*.ts', 'src/core/**/*.ts'])
  .map((file) => readFileSync(file, 'utf8'))
  .join('\n')
  .replaceAll(/' \+\s+'/g, '');

test('the refusals that the console translates are those of the gateway, word for word', () => {
  expect(Object.values(refusedEn).filter((sentence) => !rules.includes(sentence))).toEqual([]);
});
