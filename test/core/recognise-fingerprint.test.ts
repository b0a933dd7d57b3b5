import { expect, test } from 'vitest';
import { insteadOf } from '../../src/core/certificates/recognise-input.js';

// DER begins with 30 as well, and so does one fingerprint in 256.
test.each(['30', '3082', 'ab'])('a fingerprint that begins with %s is recognised', (start) => {
  for (const digits of [40, 64])
    expect(insteadOf(start.padEnd(digits, '5c'), 'certificate')).toContain('this is a fingerprint');
});
