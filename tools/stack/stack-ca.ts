import { readFile } from 'node:fs/promises';
import type { DemoManagement } from '../../src/cli/deployment/ensure-demo.js';
import { Secret } from '../../src/core/credentials/secret.js';
import type { Management } from '../../src/management/management.js';
import type { StackPki } from './stack-pki.js';

/**
 * Lets the development authority sign the merchants' requests as well, so that what README says of
 * certificates works at once: NGINX trusts it already. An authority that signs already, created or
 * imported by the person who tries that, stays active.
 */
export const ensureStackAuthority = async (
  use: Pick<Management, 'cas'> & Pick<DemoManagement, 'change'>,
  pki: Pick<StackPki, 'caFile' | 'authorityKeyFile'>,
): Promise<void> => {
  const { cas } = await use.cas.show.run();
  if (cas.some(({ retiredAt }) => retiredAt === null)) return;
  const [pem, key] = [await readFile(pki.caFile, 'utf8'), await readFile(pki.authorityKeyFile, 'utf8')];
  await use.change(use.cas.import, { pem, key: new Secret(key) });
};
