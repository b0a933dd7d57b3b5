import {
  accountTarget,
  approvalTarget,
  caTarget,
  certificateTarget,
  clientCaTarget,
  credentialTarget,
  keysTarget,
  keyTarget,
  realmUserTarget,
  refreshFamilyTarget,
  tokenTarget,
} from '../../core/audit/audit-event.js';
import type { NamedTargets } from '../../core/audit/refused-change-log.js';
import {
  accountIdFrom,
  clientIdFrom,
  familyIdFrom,
  type Fingerprint,
  fingerprintStartFrom,
  givenTokenIdFrom,
  isGeneratedClientId,
} from '../../core/shared/ids.js';
import type { ReadTransaction } from '../../core/shared/unit-of-work.js';

/** `ResolvedTargets`: of what an operation named, what may be recorded. */
export interface ResolvedTargets {
  readonly targets: readonly string[];
  /** Those of them that exist. */
  readonly existing: readonly string[];
}

/**
 * Returns the named resources that may be recorded. People paste secrets into every field, and the
 * trail is permanent: an account's number and a token's UUIDv7 cannot be secrets, a client id must
 * exist or have the generated form, and everything else must be stored here.
 */
export const resolveNamedTargets = async (
  tx: ReadTransaction,
  named: NamedTargets,
): Promise<ResolvedTargets> => {
  const found = [
    named.route === undefined ? [] : [named.route],
    named.keyRing ? [keysTarget] : [],
    await credentialNamed(tx, named),
    await tokenNamed(tx, named),
    await familyNamed(tx, named),
    await accountNamed(tx, named),
    await realmUserNamed(tx, named),
    await resolveCertificate(tx, named),
    await caNamed(tx, named),
    await resolveClientCa(tx, named),
    await keyNamed(tx, named),
    await approvalNamed(tx, named),
  ].flat();
  const textOf = (target: Target): string => (typeof target === 'string' ? target : target.missing);
  return {
    targets: [...new Set(found.map(textOf))],
    existing: [...new Set(found.filter((target) => typeof target === 'string'))],
  };
};

/** A target that exists, or one that does not and may be recorded all the same. */
type Target = string | { readonly missing: string };

const credentialNamed = async (
  tx: ReadTransaction,
  { clientId: text = '' }: NamedTargets,
): Promise<Target[]> => {
  const id = clientIdFrom(text);
  const credential = id && (await tx.credentials.find(id));
  if (credential) return [credentialTarget(credential.clientId), accountTarget(credential.accountId)];
  return id && isGeneratedClientId(id) ? [{ missing: credentialTarget(id) }] : [];
};

const tokenNamed = async (tx: ReadTransaction, { tokenId: text = '' }: NamedTargets): Promise<Target[]> => {
  const id = givenTokenIdFrom(text.toLowerCase());
  if (!id) return [];
  const owner = await tx.tokens.accountOf(id);
  return owner ? [tokenTarget(id), accountTarget(owner)] : [{ missing: tokenTarget(id) }];
};

const familyNamed = async (tx: ReadTransaction, { familyId: text = '' }: NamedTargets): Promise<string[]> => {
  const id = familyIdFrom(text.toLowerCase());
  const family = id && (await tx.refreshFamilies.find(id));
  return family ? [refreshFamilyTarget(family.id), accountTarget(family.accountId)] : [];
};

const accountNamed = async (tx: ReadTransaction, { account: text = '' }: NamedTargets): Promise<Target[]> => {
  const id = accountIdFrom(text);
  if (!id) return [];
  return [(await tx.accounts.find(id)) ? accountTarget(id) : { missing: accountTarget(id) }];
};

const realmUserNamed = async (tx: ReadTransaction, { username = '' }: NamedTargets): Promise<string[]> => {
  // Folds the name as src/management/realm-users/realm-fields.ts does.
  const user = await tx.realmUsers.find(username.trim().toLowerCase());
  return user ? [accountTarget(user.accountId), realmUserTarget(user.username)] : [];
};

/**
 * First digits match among the account's certificates when an account was named with them, as for
 * unlinking; otherwise among all.
 */
const resolveCertificate = async (
  tx: ReadTransaction,
  { account = '', fingerprint: text = '' }: NamedTargets,
): Promise<string[]> => {
  const start = fingerprintStartFrom(text);
  if (start === null) return [];
  const id = accountIdFrom(account);
  const linked = id ? await tx.certificates.ofAccount(id) : [];
  const own = beginning(
    linked.map((link) => link.fingerprint),
    start,
  );
  return onlyOne(own.length > 0 ? own : await tx.certificates.startingWith(start)).map(certificateTarget);
};

const caNamed = async (tx: ReadTransaction, { ca = '' }: NamedTargets): Promise<string[]> => {
  const start = fingerprintStartFrom(ca);
  if (start === null) return [];
  const all = (await tx.cas.list()).map(({ fingerprint }) => fingerprint);
  return onlyOne(beginning(all, start)).map(caTarget);
};

/** Also finds an authority that was removed already. */
const resolveClientCa = async (tx: ReadTransaction, { clientCa = '' }: NamedTargets): Promise<string[]> => {
  const start = fingerprintStartFrom(clientCa);
  if (start === null) return [];
  const trusted = (await tx.clientCas.list()).map(({ fingerprint }) => fingerprint);
  const trustedFingerprints = beginning(trusted, start);
  const meant =
    trustedFingerprints.length > 0 ? trustedFingerprints : beginning(await tx.clientCas.removed(), start);
  return onlyOne(meant).map(clientCaTarget);
};

const keyNamed = async (tx: ReadTransaction, { kid }: NamedTargets): Promise<string[]> => {
  if (kid === undefined) return [];
  return (await tx.keys.list()).filter((key) => key.kid === kid).map((key) => keyTarget(key.kid));
};

const approvalNamed = async (tx: ReadTransaction, { approval }: NamedTargets): Promise<string[]> => {
  const found = approval === undefined ? null : await tx.approvals.find(approval);
  return found ? [approvalTarget(found.id)] : [];
};

const beginning = (fingerprints: readonly Fingerprint[], start: string): Fingerprint[] =>
  fingerprints.filter((fingerprint) => fingerprint.startsWith(start));

/** Returns nothing when more than one fingerprint begins with the digits. */
const onlyOne = (fingerprints: readonly Fingerprint[]): readonly Fingerprint[] =>
  fingerprints.length === 1 ? fingerprints : [];
