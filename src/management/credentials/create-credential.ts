import type { Account } from '../../core/accounts/account.js';
import type { ContractPermission, Credential } from '../../core/credentials/credential.js';
import type { NewCredential } from '../../core/credentials/credential-repository.js';
import { generatedSecretPrefix, type Secret } from '../../core/credentials/secret.js';
import type { SecretGenerator } from '../../core/credentials/secret-generator.js';
import { type ClientId, isGeneratedClientId, makeClientId } from '../../core/shared/ids.js';
import type { Locked } from '../../core/shared/locked.js';
import type { ChangeTransaction } from '../../core/shared/unit-of-work.js';
import { accountId, clientId, invalid, line, permission, scopes } from '../fields.js';
import type { Step, UseCase } from '../use-case.js';
import { generateSecret, type NewSecret } from './generate-secret.js';

export interface CredentialInput {
  readonly label?: string;
  /** An imported one; left out, the gateway makes `account-<id>-<8 hex>`. */
  readonly clientId?: string;
  /** A custom one; left out, one is generated. */
  readonly secret?: Secret;
  /** Narrows the account's scopes; left out: all of them. */
  readonly scopes?: readonly string[];
  readonly expiresAt?: Date;
  /** Left out: avista with policy tls. */
  readonly contracts?: readonly { readonly contract: string; readonly policy: string }[];
}

export interface IssuedCredential {
  readonly account: Account;
  readonly credential: Credential;
  /** To be shown once; `null` when it was chosen. */
  readonly secret: Secret | null;
}

const standardContracts: readonly ContractPermission[] = [{ contract: 'avista', policy: 'tls' }];

type IssueInput = CredentialInput & { readonly account: string };

/** Gives an account a client id with a secret. */
export class CreateCredential implements UseCase<IssueInput, IssuedCredential> {
  readonly action = 'credential.create';

  constructor(private readonly secrets: SecretGenerator) {}

  names({ account, clientId: id }: IssueInput) {
    return { account, clientId: id };
  }

  async prepare(input: IssueInput): Promise<Step<IssuedCredential>> {
    const id = accountId(input.account);
    const secret = await generateSecret(this.secrets, input.secret);
    return {
      kind: 'changes',
      run: async (tx) => issueWithin(tx, await tx.accounts.lock(id), input, secret),
    };
  }
}

/** Gives an account a client id as a part of a larger change. */
export const issueWithin = async (
  tx: ChangeTransaction,
  account: Locked<Account>,
  input: CredentialInput,
  secret: NewSecret,
): Promise<IssuedCredential> => {
  const { expiresAt } = input;
  if (expiresAt && expiresAt <= (await tx.now())) throw invalid('expiry', 'must lie in the future');
  const credential = await tx.credentials.add(account, { ...wanted(account, input), digest: secret.digest });
  return { account, credential, secret: secret.shown };
};

const wanted = (account: Account, input: CredentialInput): Omit<NewCredential, 'digest'> => ({
  clientId: input.clientId === undefined ? null : importedClientId(account, input.clientId),
  label: line(input.label ?? '', 'label'),
  scopes: input.scopes ? narrowedScopes(account, input.scopes) : null,
  expiresAt: input.expiresAt ?? null,
  contracts: input.contracts ? distinctPermissions(input.contracts) : standardContracts,
});

const importedClientId = (account: Account, text: string): ClientId => {
  // A made secret fits the grammar of client ids, and client ids are written into logs.
  if (text.startsWith(generatedSecretPrefix))
    throw invalid('client id', 'is a client secret; treat that as seen');
  const id = clientId(text);
  if (isGeneratedClientId(id) && !id.startsWith(makeClientId(account.id, ''))) {
    throw invalid('client id', `says that it belongs to another account than ${account.id}`);
  }
  return id;
};

const narrowedScopes = (account: Account, texts: readonly string[]): string[] => {
  const asked = scopes(texts);
  if (!asked.every((scope) => account.scopes.includes(scope))) {
    // It is not repeated: any secret has the form of a scope.
    throw invalid(
      'scope',
      `what was given is not among the account's, which are: ${account.scopes.join(' ')}`,
    );
  }
  if (asked.length === 0)
    throw invalid('scope', 'at least one is needed; leave it out for all of the account');
  return asked;
};

const distinctPermissions = (asked: NonNullable<CredentialInput['contracts']>): ContractPermission[] => {
  const permissions = asked.map(permission);
  if (new Set(permissions.map(({ contract }) => contract)).size < permissions.length) {
    throw invalid('contract', 'one of them is given twice');
  }
  return permissions;
};
