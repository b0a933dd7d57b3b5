import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { auditActionsEn } from '../../console/src/i18n/audit-words-en.js';

const source = readFileSync(join(import.meta.dirname, '../../src/core/audit/operation.ts'), 'utf8');

test('the console has words for every action that the audit trail records, and for no other', () => {
  const recorded = [...source.matchAll(/'([a-z-]+\.[a-z-]+)'/g)].map(([, action]) => action);
  const known = Object.entries(auditActionsEn).flatMap(([noun, verbs]) =>
    Object.keys(verbs).map((verb) => `${noun}.${verb}`),
  );
  expect(known.toSorted()).toEqual([...new Set(recorded)].toSorted());
});
