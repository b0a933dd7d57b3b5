import { expect, test } from 'vitest';
import { remedyOf } from '../../src/doctor/database-remedy.js';

test.each([
  ['password authentication failed for user "portaria_login"', 'VALID UNTIL'],
  ['certificate has expired', "PostgreSQL's server has expired"],
  ['self-signed certificate in certificate chain', 'sslrootcert'],
  ['connect EMFILE 127.0.0.1:5432 - Local (undefined:undefined)', 'LimitNOFILE'],
])('%s has a cure of its own', (words, cure) => {
  expect(remedyOf(words)).toContain(cure);
});
