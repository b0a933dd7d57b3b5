import { expect, test } from 'vitest';
import { tokenRequestOutcomeFrom, tokenRequestOutcomes } from '../../src/core/tokens/token-request-counts.js';

test('every outcome is counted by its name, and a request without one as a failure of the gateway', () => {
  for (const outcome of tokenRequestOutcomes) expect(tokenRequestOutcomeFrom(outcome)).toBe(outcome);
  for (const noted of [undefined, '', 'made_up']) expect(tokenRequestOutcomeFrom(noted)).toBe('internal');
});
