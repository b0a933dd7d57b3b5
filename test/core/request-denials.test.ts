import { expect, test } from 'vitest';
import { explainDenial } from '../../src/core/protected-apis/request-denial-explanations.js';
import { refusedTokenReasons } from '../../src/core/refusals/refused-token.js';
import { languages } from '../../src/core/shared/language.js';

const reasons = [
  ...refusedTokenReasons,
  'invalid_token',
  'malformed_request',
  'not_found',
  'method_not_allowed',
] as const;

test.each(reasons)(
  '%s says what happened, what would pass and what to do next, in both languages',
  (reason) => {
    const texts = languages.flatMap((language) =>
      Object.values<string>({ ...explainDenial(reason, language) }),
    );
    expect(texts.length).toBeGreaterThanOrEqual(6);
    for (const text of texts) expect(text).toMatch(/\S.*\.$/u);
    expect(new Set(texts).size).toBe(texts.length);
  },
);
