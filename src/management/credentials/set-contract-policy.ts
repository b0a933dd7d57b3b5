import type { ClientCertificatePolicy, ContractName, Credential } from '../../core/credentials/credential.js';
import type { Locked } from '../../core/shared/locked.js';
import { ManagementError } from '../../core/shared/management-error.js';
import type { ReadTransaction } from '../../core/shared/unit-of-work.js';
import { findAccountOf } from '../accounts/find-account-of.js';
import { parseClientId, parseContractName, parsePermission } from '../fields.js';
import type { UseCase } from '../use-case.js';
import { assertActive } from './assert-active.js';
import type { CredentialWithAccount } from './show-credential.js';

export interface SetContractPolicyInput {
  readonly clientId: string;
  readonly contract: string;
  /** A certificate policy, or `off`. */
  readonly policy: string;
}

/** Takes the contract away. */
const off = 'off';

/** Ordered by width: each allows what those before it allow, and more. */
const byWidth: readonly (ClientCertificatePolicy | null)[] = [null, 'tls', 'header', 'none'];
const widthOf = (policy: ClientCertificatePolicy | null): number => byWidth.indexOf(policy);

/**
 * Decides whether a credential may use a contract, and how it must present its certificate there. A
 * narrower decision ends all tokens of the credential.
 */
export const setContractPolicy: UseCase<SetContractPolicyInput, CredentialWithAccount> = {
  action: 'credential.set-policy',
  targetsOf: ({ clientId: client }) => ({ clientId: client }),
  prepare: async (decision, database) => {
    const id = parseClientId(decision.clientId);
    const [contract, policy] = parseDecision(decision);
    const before = await database.read((tx) => tx.credentials.find(id));
    const wanted = widthOf(policy);
    if (wanted < widthOf(policyOf(before, contract)))
      return {
        kind: 'revokes',
        run: async (tx) => {
          const locked = await tx.credentials.lock(id);
          // Another change may have narrowed the policy in the meantime, and must not be widened
          // again.
          if (wanted > widthOf(policyOf(locked, contract))) throw changedMeanwhile();
          await tx.credentials.narrowContract(locked, contract, policy);
          return withAccount(tx, locked);
        },
      };
    return {
      kind: 'changes',
      run: async (tx) => {
        const locked = assertActive(await tx.credentials.lock(id));
        const current = widthOf(policyOf(locked, contract));
        if (wanted < current) throw changedMeanwhile();
        if (policy && wanted > current) await tx.credentials.widenContract(locked, { contract, policy });
        return withAccount(tx, locked);
      },
    };
  },
};

const withAccount = async (
  tx: ReadTransaction,
  locked: Locked<Credential>,
): Promise<CredentialWithAccount> => ({
  account: await findAccountOf(tx, locked.accountId),
  credential: (await tx.credentials.find(locked.clientId)) ?? locked,
});

const parseDecision = (decision: SetContractPolicyInput): [ContractName, ClientCertificatePolicy | null] => {
  if (decision.policy === off) return [parseContractName(decision.contract), null];
  const { contract, policy } = parsePermission(decision, [off]);
  return [contract, policy];
};

const policyOf = (credential: Credential | null, name: ContractName): ClientCertificatePolicy | null =>
  credential?.contracts.find(({ contract }) => contract === name)?.policy ?? null;

const changedMeanwhile = (): ManagementError =>
  new ManagementError(
    'conflict',
    'contract: another change happened at the same time. Check the credential and try again',
    'contract',
  );
