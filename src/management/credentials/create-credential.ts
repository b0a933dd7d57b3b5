import type { Account } from '../../core/accounts/account.js';
import type { ContractPermission, Credential } from '../../core/credentials/credential.js';
import type { NewCredential } from '../../core/credentials/credential-repository.js';
import { generatedSecretPrefix, type Secret } from '../../core/credentials/secret.js';
import type { SecretGenerator } from '../../core/credentials/secret-generator.js';
import { type ClientId, isGeneratedClientId, makeClientId } from '../../core/shared/ids.js';
import type { Locked } from '../../core/shared/locked.js';
import type { ChangeTransaction, Reads } from '../../core/shared/unit-of-work.js';
import { invalid, parseAccountId, parseClientId, parseLine, parsePermission } from '../fields.js';
import { parseNarrowedScopes } from '../narrowed-scopes.js';
import type { PreparedChange, UseCase } from '../use-case.js';
import { generateSecret, namesOfAccount, type NewSecret } from './generate-secret.js';

export interface CredentialInput {
  readonly label?: string;
  /** An imported client id. When it is omitted, the gateway generates `account-<id>-<8 hex>`. */
  readonly clientId?: string;
  /** A custom secret. When it is omitted, one is generated. */
  readonly secret?: Secret;
  /** A subset of the account's scopes. When it is omitted, the credential gets all of them. */
  readonly scopes?: readonly string[];
  readonly expiresAt?: Date;
  /** When it is omitted, the credential gets avista with the policy tls. */
  readonly contracts?: readonly { readonly contract: string; readonly policy: string }[];
}

export interface CreatedCredential {
  readonly account: Account;
  readonly credential: Credential;
  /** Shown once; `null` for a custom secret. */
  readonly secret: Secret | null;
}

const standardContracts: readonly ContractPermission[] = [{ contract: 'avista', policy: 'tls' }];

type CreateCredentialInput = CredentialInput & { readonly account: string };

/** Creates a client id with a secret for an account. */
export class CreateCredential implements UseCase<CreateCredentialInput, CreatedCredential> {
  readonly action = 'credential.create';

  constructor(private readonly secrets: SecretGenerator) {}

  targetsOf({ account, clientId: id }: CreateCredentialInput) {
    return { account, clientId: id };
  }

  async prepare(input: CreateCredentialInput, database: Reads): Promise<PreparedChange<CreatedCredential>> {
    const id = parseAccountId(input.account);
    const secret = await generateSecret(this.secrets, input.secret, async () => [
      ...[input.clientId ?? '', input.label ?? ''],
      ...namesOfAccount(await database.read((tx) => tx.accounts.find(id))),
    ]);
    return {
      kind: 'changes',
      run: async (tx) => createCredentialWithin(tx, await tx.accounts.lock(id), input, secret),
    };
  }
}

/** Creates a client id as a part of a larger change. */
export const createCredentialWithin = async (
  tx: ChangeTransaction,
  account: Locked<Account>,
  input: CredentialInput,
  secret: NewSecret,
): Promise<CreatedCredential> => {
  const { expiresAt } = input;
  if (expiresAt && expiresAt <= (await tx.now())) throw invalid('expiry', 'must be in the future');
  const credential = await tx.credentials.add(account, {
    ...parseInput(account, input),
    digest: secret.digest,
  });
  return { account, credential, secret: secret.shown };
};

const parseInput = (account: Account, input: CredentialInput): Omit<NewCredential, 'digest'> => ({
  clientId: input.clientId === undefined ? null : parseImportedClientId(account, input.clientId),
  label: parseLine(input.label ?? '', 'label'),
  scopes: input.scopes ? parseNarrowedScopes(account, input.scopes) : null,
  expiresAt: input.expiresAt ?? null,
  contracts: input.contracts ? parsePermissions(input.contracts) : standardContracts,
});

const parseImportedClientId = (account: Account, text: string): ClientId => {
  // A generated secret has the form of a client id, and client ids are written into logs.
  if (text.startsWith(generatedSecretPrefix))
    throw invalid('client id', 'is a client secret. Treat that secret as leaked');
  const id = parseClientId(text);
  if (isGeneratedClientId(id) && !id.startsWith(makeClientId(account.id, ''))) {
    throw invalid('client id', `names another account than ${account.id}`);
  }
  return id;
};

const parsePermissions = (requested: NonNullable<CredentialInput['contracts']>): ContractPermission[] => {
  const permissions = requested.map((one) => parsePermission(one));
  if (new Set(permissions.map(({ contract }) => contract)).size < permissions.length) {
    throw invalid('contract', 'one contract is given twice');
  }
  return permissions;
};
