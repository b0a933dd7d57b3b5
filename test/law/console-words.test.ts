import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { auditActionsEn } from '../../console/src/i18n/audit-words-en.js';
import { callReasons, fixes } from '../../console/src/screens/rejected/fixes.js';
import { refusalReasons } from '../../src/core/refusals/refusal.js';
import { refusedTokenReasons } from '../../src/core/refusals/refused-token.js';

const source = readFileSync(join(import.meta.dirname, '../../src/core/audit/operation.ts'), 'utf8');

test('the console has words for every action that the audit trail records, and for no other', () => {
  const recorded = [...source.matchAll(/'([a-z-]+\.[a-z-]+)'/g)].map(([, action]) => action);
  const known = Object.entries(auditActionsEn).flatMap(([noun, verbs]) =>
    Object.keys(verbs).map((verb) => `${noun}.${verb}`),
  );
  expect(known.toSorted()).toEqual([...new Set(recorded)].toSorted());
});

test('the console knows what an operator can do about each reason of a rejected request', () => {
  const reasons = [...refusalReasons, ...refusedTokenReasons];
  expect(Object.keys(fixes).toSorted()).toEqual(reasons.toSorted());
  expect(callReasons).toEqual(refusedTokenReasons);
});

test('a checkpoint that is of another trail is known by what the gateway says', () => {
  const chain = readFileSync(join(import.meta.dirname, '../../src/management/audit/audit-chain.ts'), 'utf8');
  const screen = join(import.meta.dirname, '../../console/src/screens/audit/chain-state.tsx');
  const [, said] = /checkpointDiffers = '([^']+)'/.exec(readFileSync(screen, 'utf8')) ?? [];
  expect(chain).toContain(`'${String(said)}: the chain was rewritten'`);
});
