import type { Check } from './check.js';
import { applicationCheck } from './checks/application.js';
import { backupCheck } from './checks/backup.js';
import { certificateAuthoritiesCheck } from './checks/certificate-authorities.js';
import { changesCheck } from './checks/changes.js';
import { clientCasCheck } from './checks/client-cas.js';
import { clockCheck } from './checks/clock.js';
import { databaseCheck } from './checks/database.js';
import { directAccessCheck } from './checks/direct-access.js';
import { diskCheck } from './checks/disk.js';
import { expiringCheck } from './checks/expiring.js';
import { forgedCertificateCheck } from './checks/forged-certificate.js';
import { headerBuffersCheck } from './checks/header-buffers.js';
import { internalPathsCheck } from './checks/internal-paths.js';
import { jsonErrorsCheck } from './checks/json-errors.js';
import { listenersCheck } from './checks/listeners.js';
import { nginxCheck } from './checks/nginx.js';
import { nginxFolderCheck } from './checks/nginx-folder.js';
import { nginxWorkersCheck } from './checks/nginx-workers.js';
import { partitionsCheck } from './checks/partitions.js';
import { peppersCheck } from './checks/peppers.js';
import { processSettingsCheck } from './checks/process-settings.js';
import { replicationCheck } from './checks/replication.js';
import { schemaCheck } from './checks/schema.js';
import { serverCertificateCheck } from './checks/server-certificate.js';
import { settingsCheck } from './checks/settings.js';
import { signingKeysCheck } from './checks/signing-keys.js';
import { tlsCiphersCheck } from './checks/tls-ciphers.js';
import { tlsVersionsCheck } from './checks/tls-versions.js';

/** Every check, in the order in which they run and are shown. */
export const checks: readonly Check[] = [
  settingsCheck,
  diskCheck,
  databaseCheck,
  schemaCheck,
  clockCheck,
  changesCheck,
  signingKeysCheck,
  peppersCheck,
  partitionsCheck,
  expiringCheck,
  certificateAuthoritiesCheck,
  clientCasCheck,
  replicationCheck,
  backupCheck,
  applicationCheck,
  processSettingsCheck,
  directAccessCheck,
  nginxCheck,
  nginxFolderCheck,
  nginxWorkersCheck,
  listenersCheck,
  forgedCertificateCheck,
  internalPathsCheck,
  jsonErrorsCheck,
  headerBuffersCheck,
  tlsVersionsCheck,
  tlsCiphersCheck,
  serverCertificateCheck,
];
