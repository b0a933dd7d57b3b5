import { commandName } from '../config/invocation.js';
import type { KeptRefusal } from '../core/books.js';
import type { RefusalCode } from '../core/refusal.js';

type Words = (refusal: KeptRefusal) => readonly (string | null)[];

const showAccount: Words = ({ accountId }) => ['account', 'show', accountId];
const listSecrets: Words = ({ accountId }) => ['credential', 'list', accountId, '--secrets'];
const createCredential: Words = ({ accountId }) => ['credential', 'create', accountId];
const listCertificates: Words = ({ accountId }) => ['certificate', 'list', accountId];
const inspectCertificate: Words = ({ fingerprint }) => ['certificate', 'inspect', fingerprint];

/** Where no command helps, the mend is in the client's program, or in ours. */
const steps: Partial<Record<RefusalCode, Words>> = {
  unknown_client: () => ['account', 'list'],
  wrong_secret: listSecrets,
  secret_expired: listSecrets,
  credential_revoked: createCredential,
  credential_expired: createCredential,
  contract_not_allowed: ({ clientId, contract }) => ['credential', 'allow', clientId, contract, 'tls'],
  account_suspended: ({ accountId }) => ['account', 'reactivate', accountId],
  wrong_door: showAccount,
  network_not_allowed: showAccount,
  certificate_required: listCertificates,
  certificate_only_presented: ({ clientId, contract }) => [
    'credential',
    'allow',
    clientId,
    contract,
    'header',
  ],
  certificate_not_linked: listCertificates,
  certificate_revoked: inspectCertificate,
  certificate_not_yet_valid: inspectCertificate,
  certificate_expired: inspectCertificate,
  certificate_weak_key: inspectCertificate,
  certificate_wrong_usage: inspectCertificate,
  certificate_tax_id_differs: inspectCertificate,
};

/** The command that goes on from a refusal, to be pasted; `null` when none helps, or what it would name is not known. */
export const commandAfter = (refusal: KeptRefusal): string | null => {
  const words = stepAfter(refusal.reason)?.(refusal);
  if (!words || words.includes(null)) return null;
  return [commandName(), ...words].join(' ');
};

/** A reason of a newer release has none. */
const stepAfter = (reason: string): Words | undefined =>
  new Map<string, Words>(Object.entries(steps)).get(reason);
