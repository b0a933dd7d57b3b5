import type { Check } from './check.js';
import { databaseCheck } from './checks/database.js';
import { directAccessCheck } from './checks/direct-access.js';
import { forgedCertificateCheck } from './checks/forged-certificate.js';
import { jsonErrorsCheck } from './checks/json-errors.js';
import { listenersCheck } from './checks/listeners.js';
import { schemaCheck } from './checks/schema.js';
import { tlsVersionsCheck } from './checks/tls-versions.js';

/** Every check, in the order in which they run and are shown. */
export const checks: readonly Check[] = [
  databaseCheck,
  schemaCheck,
  directAccessCheck,
  listenersCheck,
  forgedCertificateCheck,
  jsonErrorsCheck,
  tlsVersionsCheck,
];
