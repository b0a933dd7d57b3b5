import { expect, test } from 'vitest';
import { explainReason, type RefusalReader } from '../../src/core/refusals/explain-reason.js';
import { refusalReasons } from '../../src/core/refusals/refusal.js';
import type { RefusalExplanation } from '../../src/core/refusals/refusal-explanations.js';
import { refusedTokenReasons } from '../../src/core/refusals/refused-token.js';

const readers: readonly RefusalReader[] = ['operator', 'merchant'];
const cases = [...refusalReasons, ...refusedTokenReasons, 'of_a_newer_release'].flatMap((reason) =>
  readers.map((reader) => [reason, reader] as const),
);
const members = ['happened', 'wouldPass', 'next'] as const satisfies readonly (keyof RefusalExplanation)[];

/** What a reader types, compares or looks up, and therefore is the same in every language. */
const kept = (text: string): readonly string[] =>
  (
    text.match(
      /(?:GET|POST) \/\S+[\w}]|\{\w+\}|\bportaria [a-z-]+ [a-z-]+|\w*_\w+|\/healthz\/ready|\b(?:clientId|clientSecret|kid|jti|clientAuth|digitalSignature|Retry-After|WWW-Authenticate|Content-Type|Allow)\b|\d+/g,
    ) ?? []
  ).toSorted((one, other) => one.localeCompare(other, 'en'));

test.each(cases)('%s is explained to a %s in Portuguese, with the code of the English', (reason, reader) => {
  const english = explainReason(reader, reason, 'en');
  const portuguese = explainReason(reader, reason, 'pt-BR');
  for (const member of members) {
    expect(portuguese[member]).toMatch(/^(?:\p{Lu}|GET |portaria ).*\.$/u);
    expect(kept(portuguese[member])).toEqual(kept(english[member]));
    // A sentence that is code alone reads the same.
    if (english[member] !== 'POST /api/auth/token.') expect(portuguese[member]).not.toBe(english[member]);
  }
});

test.each([...refusalReasons, ...refusedTokenReasons])(
  'what a merchant reads of %s in Portuguese is nothing that only an operator can do',
  (reason) => {
    for (const text of Object.values<string>({ ...explainReason('merchant', reason, 'pt-BR') }))
      expect(text).not.toMatch(
        /portaria |PORTARIA_|NGINX|healthz|trilha de auditoria|AC de clientes|o lojista/,
      );
  },
);
