import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { DemoManagement } from '../../src/cli/deployment/ensure-demo.js';
import { Secret } from '../../src/core/credentials/secret.js';
import type { Management } from '../../src/management/management.js';
import type { StackPki } from './stack-pki.js';

/**
 * Lets the development CA sign the merchants' requests as well, so that what README says of
 * certificates works at once: NGINX trusts it already. A CA that signs already, created or
 * imported by the person who tries that, stays active.
 */
export const ensureStackCa = async (
  use: Pick<Management, 'cas'> & Pick<DemoManagement, 'change'>,
  pki: Pick<StackPki, 'caFile' | 'authorityKeyFile'>,
): Promise<void> => {
  const { cas } = await use.cas.show.run();
  if (cas.some(({ retiredAt }) => retiredAt === null)) return;
  const [pem, key] = [await readFile(pki.caFile, 'utf8'), await readFile(pki.authorityKeyFile, 'utf8')];
  await use.change(use.cas.import, { pem, key: new Secret(key) });
};

/**
 * Takes over the client CA file that NGINX reads, as docs/how-to/operator/trust-a-client-ca.md has it for a deployment: without
 * that list, self-service could not check any chain.
 */
export const ensureStackClientCa = async (
  use: Pick<Management, 'clientCas'> & Pick<DemoManagement, 'change'>,
  { caFile }: Pick<StackPki, 'caFile'>,
): Promise<void> => {
  const pem = await readFile(caFile, 'utf8');
  const own = new X509Certificate(pem).fingerprint256.replaceAll(':', '').toLowerCase();
  const { clientCas } = await use.clientCas.list.run();
  if (clientCas.some(({ fingerprint }) => fingerprint === own)) return;
  await use.change(use.clientCas.import, { pem });
};
