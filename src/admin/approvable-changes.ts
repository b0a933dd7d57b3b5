import { z } from 'zod';
import type { Action } from '../core/audit/operation.js';
import type { ChangeResponse } from '../http/problem-details/change-handler.js';
import { newSecret } from '../http/problem-details/secret-fields.js';
import type { AccountUseCases } from '../management/accounts/account-use-cases.js';
import type { CertificateIssuanceUseCases } from '../management/certificates/certificate-issuance-use-cases.js';
import type { CertificateUseCases } from '../management/certificates/certificate-use-cases.js';
import type { ClientCaUseCases } from '../management/client-cas/client-ca-use-cases.js';
import type { CredentialUseCases } from '../management/credentials/credential-use-cases.js';
import type { KeyUseCases } from '../management/keys/key-use-cases.js';
import type { OnboardingUseCases } from '../management/onboarding/onboarding-use-cases.js';
import type { UseCase } from '../management/use-case.js';
import { accountChanges, newAccount } from './account-fields.js';
import { handOverZipInput, newLink, signingInput } from './certificate-fields.js';
import {
  accountAnswer,
  addedClientCasAnswer,
  credentialAnswer,
  handOverAnswer,
  linkAnswer,
  newSecretAnswer,
  operatorAnswer,
  plainAnswer,
  signedAnswer,
} from './change-answers.js';
import { newClientCas } from './client-cas.controller.js';
import { contractPolicyInput, newCredential } from './credential-fields.js';
import { rotationInput } from './keys.controller.js';
import { newOperator } from './operator-fields.js';

/** A change that may wait for approval: its use case, how its stored input is read, and how it is answered. */
interface Approvable<Input, Result> {
  readonly useCase: UseCase<Input, Result>;
  /** Throws `ZodError` for what an earlier release stored and this one does not know. */
  readonly inputOf: (stored: unknown) => Input;
  readonly answer: ChangeResponse<Result>;
}

/** Gets a change with its types. */
export type UseApprovable<T> = <Input, Result>(change: Approvable<Input, Result>) => T;

interface Known {
  readonly action: Action;
  readonly use: <T>(work: UseApprovable<T>) => T;
}

const known = <Input, Result>(
  useCase: UseCase<Input, Result>,
  schema: z.ZodType<Input>,
  answer: ChangeResponse<Result>,
): Known => ({
  action: useCase.action,
  use: (work) => work({ useCase, inputOf: (stored) => schema.parse(stored), answer }),
});

const account = z.string();
const clientId = z.string();
const operatorFields = newOperator.pick({ name: true, role: true, scopes: true, networks: true });
const linkedOperator = z.strictObject({ ...operatorFields.shape, ...newLink.shape });
const signedOperator = z.strictObject({
  ...operatorFields.shape,
  request: z.string(),
  days: z.number().exactOptional(),
});

/** The nouns of which a change may wait. */
interface ApprovableNouns {
  readonly accounts: AccountUseCases;
  readonly credentials: CredentialUseCases;
  readonly certificates: CertificateUseCases;
  readonly certificateIssuance: CertificateIssuanceUseCases;
  readonly clientCas: ClientCaUseCases;
  readonly keys: KeyUseCases;
  readonly onboarding: OnboardingUseCases;
}

/** Every change that may wait for approval, by its action. `approvalNeeds` says when it does. */
export class ApprovableChanges {
  readonly #all: ReadonlyMap<string, Known>;

  constructor(nouns: ApprovableNouns) {
    const all = [...ofAccounts(nouns), ...ofCertificates(nouns), ...ofKeysAndCas(nouns)];
    this.#all = new Map(all.map((one) => [one.action, one]));
  }

  get actions(): readonly string[] {
    return [...this.#all.keys()];
  }

  /** Returns `null` for a change that never waits. */
  find(action: string): Known | null {
    return this.#all.get(action) ?? null;
  }
}

const ofAccounts = ({ accounts, credentials, onboarding }: ApprovableNouns): Known[] => [
  known(accounts.create, newAccount, accountAnswer),
  known(accounts.update, z.strictObject({ account, ...accountChanges.shape }), accountAnswer),
  known(accounts.reactivate, account, accountAnswer),
  known(onboarding.createOperator, z.union([linkedOperator, signedOperator]), operatorAnswer),
  known(
    credentials.create,
    z.strictObject({ account, ...newCredential.omit({ clientSecret: true }).shape }),
    newSecretAnswer,
  ),
  known(
    credentials.rotateSecret,
    z.strictObject({ clientId, ...newSecret.omit({ clientSecret: true }).shape }),
    newSecretAnswer,
  ),
  known(
    credentials.setContractPolicy,
    z.strictObject({ clientId, ...contractPolicyInput.shape }),
    credentialAnswer,
  ),
];

const ofCertificates = ({ certificates, certificateIssuance }: ApprovableNouns): Known[] => [
  known(certificates.link, z.strictObject({ account, ...newLink.shape }), linkAnswer),
  known(
    certificateIssuance.sign,
    z.strictObject({ account, request: z.string(), ...signingInput.omit({ csr: true }).shape }),
    signedAnswer,
  ),
  known(
    certificateIssuance.handOver,
    z.strictObject({
      account,
      request: z.string(),
      ...handOverZipInput.omit({ csr: true, password: true }).shape,
    }),
    handOverAnswer(false),
  ),
];

const ofKeysAndCas = ({ keys, clientCas }: ApprovableNouns): Known[] => [
  known(keys.rotate, rotationInput, plainAnswer),
  known(keys.revoke, z.string(), plainAnswer),
  known(clientCas.add, newClientCas, addedClientCasAnswer),
  known(
    clientCas.remove,
    z.strictObject({ fingerprint: z.string(), force: z.boolean().exactOptional() }),
    plainAnswer,
  ),
];
