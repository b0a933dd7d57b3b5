import type { BookReader, Books } from '../core/books.js';
import type { Held } from '../core/held.js';
import type { CertificatePolicy, ContractName, Credential } from '../core/credential.js';
import { ManagementError } from '../core/management-error.js';
import { accountOf } from './account-of.js';
import { clientId, contractName, permission } from './fields.js';
import type { CredentialPage } from './show-credential.js';

export interface ContractDecision {
  readonly clientId: string;
  readonly contract: string;
  /** A certificate policy, or `off`. */
  readonly policy: string;
}

/** Each lets through what those before it do, and more. */
const byWidth: readonly (CertificatePolicy | null)[] = [null, 'tls', 'header', 'none'];
const widthOf = (policy: CertificatePolicy | null): number => byWidth.indexOf(policy);

/** Decides whether a credential may use a contract, and how it must show its certificate there. */
export class AllowContract {
  constructor(private readonly books: Books) {}

  /** When it narrows, resolves after no process issues on what was taken; all tokens of the credential end with it. */
  async run(decision: ContractDecision): Promise<CredentialPage> {
    const id = clientId(decision.clientId);
    const [contract, policy] = decided(decision);
    const before = await this.books.read((books) => books.credential(id));
    const narrows = widthOf(policy) < widthOf(policyOf(before, contract));
    return narrows
      ? this.books.revoke(async (books) => {
          const held = await books.holdCredential(id);
          // Somebody may have narrowed it further since: that is not to be widened again.
          if (widthOf(policy) > widthOf(policyOf(held, contract))) throw changedMeanwhile();
          await books.narrowContract(held, contract, policy);
          return pageOf(books, held);
        })
      : this.books.change(async (books) => {
          const held = refuseRevoked(await books.holdCredential(id));
          const current = widthOf(policyOf(held, contract));
          if (widthOf(policy) < current) throw changedMeanwhile();
          if (policy && widthOf(policy) > current) await books.widenContract(held, { contract, policy });
          return pageOf(books, held);
        });
  }
}

const pageOf = async (books: BookReader, held: Held<Credential>): Promise<CredentialPage> => ({
  account: await accountOf(books, held.accountId),
  credential: (await books.credential(held.clientId)) ?? held,
});

const decided = (decision: ContractDecision): [ContractName, CertificatePolicy | null] => {
  if (decision.policy === 'off') return [contractName(decision.contract), null];
  const { contract, policy } = permission(decision);
  return [contract, policy];
};

const policyOf = (credential: Credential | null, name: ContractName): CertificatePolicy | null =>
  credential?.contracts.find(({ contract }) => contract === name)?.policy ?? null;

const refuseRevoked = (credential: Held<Credential>): Held<Credential> => {
  if (credential.status === 'active') return credential;
  throw new ManagementError(
    'refused',
    'client id: the credential was revoked, which is for good; issue another',
    'client id',
  );
};

const changedMeanwhile = (): ManagementError =>
  new ManagementError(
    'conflict',
    'contract: it was changed at the same time; look at it and run this again',
    'contract',
  );
