import type { Account } from '../../core/accounts/account.js';
import {
  type HandOverContent,
  type HandOverKeyType,
  handOverKeyTypes,
  type HandOverZipMaker,
} from '../../core/certificates/hand-over-zip.js';
import { isActive } from '../../core/credentials/credential.js';
import type { Secret } from '../../core/credentials/secret.js';
import type { SecretGenerator } from '../../core/credentials/secret-generator.js';
import type { Locked } from '../../core/shared/locked.js';
import type { ChangeTransaction, Reads, ReadTransaction } from '../../core/shared/unit-of-work.js';
import { privateKeyWouldBeShared } from '../approvals/private-key-would-be-shared.js';
import { assertNotWeak, namesOfAccount, type RelatedNames } from '../credentials/generate-secret.js';
import { invalid, parseAccountId } from '../fields.js';
import type { PreparedChange, UseCase } from '../use-case.js';
import type { CertificateIssuanceSettings } from './certificate-issuance-settings.js';
import { handOverReadme, type ReadmeInput } from './hand-over-readme.js';
import { handOverReadmeInPortuguese } from './hand-over-readme-pt.js';
import type { SignCertificate, SignedCertificate, SigningInput } from './sign-certificate.js';

/** Operators get tokens at the admin listener, which is on no public address. */
const adminUrl = 'https://<admin host>:<admin port>';
const keyTypeStandard: HandOverKeyType = 'rsa-2048';
/** ASCII only: programs encode other characters differently. */
const passwordGrammar = /^[\x21-\x7e]{12,64}$/;

export interface HandOverInput extends SigningInput {
  /**
   * The merchant's own signing request. Without it a key is generated, which exists only in the
   * ZIP.
   */
  readonly request?: string;
  readonly keyType?: string;
  /** The password of `client.p12`. When it is omitted, one is generated. */
  readonly password?: Secret;
}

export type HandOverZipInput = HandOverInput & { readonly account: string };

export interface HandOverZip extends SignedCertificate {
  readonly zip: Uint8Array;
  /** Shown once; `null` for a custom password, and when no password is needed. */
  readonly password: Secret | null;
}

/**
 * Makes a certificate for an account, and everything around it that a merchant needs to begin, in
 * one archive.
 */
export class MakeHandOverZip implements UseCase<HandOverZipInput, HandOverZip> {
  readonly action = 'certificate.bundle';

  constructor(
    private readonly signing: SignCertificate,
    private readonly zipMaker: HandOverZipMaker,
    private readonly secretGenerator: SecretGenerator,
    private readonly settings: () => CertificateIssuanceSettings,
    /** The CA of the gateway's own certificate, if it is a private one. */
    private readonly serverCa: () => Promise<string | null>,
  ) {}

  targetsOf({ account }: HandOverZipInput) {
    return { account };
  }

  inputForApproval(input: HandOverZipInput): HandOverZipInput {
    if (input.request === undefined) throw privateKeyWouldBeShared('request', 'a signing request');
    return input;
  }

  signedKeyOf({ publicKeySha256 }: HandOverZip): string | null {
    return publicKeySha256;
  }

  async prepare(input: HandOverZipInput, database: Reads): Promise<PreparedChange<HandOverZip>> {
    const id = parseAccountId(input.account);
    const make = await this.ready(input, async () =>
      namesOfAccount(await database.read((tx) => tx.accounts.find(id))),
    );
    return { kind: 'changes', run: async (tx) => make(tx, await tx.accounts.lock(id)) };
  }

  /** Does the slow work before any lock; the result makes the archive as a part of a larger change. */
  async ready(
    input: HandOverInput,
    namesAround: RelatedNames,
  ): Promise<(tx: ChangeTransaction, account: Locked<Account>) => Promise<HandOverZip>> {
    const custom = input.password && checkPassword(input.password);
    // It alone protects the merchant's private key in a file that travels.
    if (custom) await assertNotWeak(this.secretGenerator, { field: 'password', secret: custom }, namesAround);
    const generatedKey =
      input.request === undefined ? await this.zipMaker.makeKey(parseKeyType(input.keyType)) : null;
    if (!generatedKey) refuseKeyInputs(input);
    const { publicKey } = generatedKey ?? (await this.signing.readRequest(input.request ?? ''));
    const password = generatedKey ? (custom ?? this.zipMaker.makePassword()) : null;
    const serverCa = await this.serverCa();
    return async (tx, account) => {
      const signed = await this.signing.within(tx, account, publicKey, input);
      // Packed inside the transaction: if packing fails, a certificate whose key is lost must not
      // stay.
      const key = generatedKey && password && { ...generatedKey, password };
      const zip = await this.pack(tx, signed, { key, serverCa });
      return { ...signed, zip, password: custom ? null : password };
    };
  }

  private async pack(
    tx: ReadTransaction,
    signed: SignedCertificate,
    { key, serverCa }: Pick<HandOverContent, 'key' | 'serverCa'>,
  ): Promise<Uint8Array> {
    const credentials = await tx.credentials.ofAccount(signed.account.id);
    const input: ReadmeInput = {
      signed,
      withKey: key !== null,
      withServerCa: serverCa !== null,
      clientIds: credentials.filter(isActive).map(({ clientId }) => clientId),
      publicUrl: signed.account.kind === 'operator' ? adminUrl : this.settings().publicUrl,
    };
    return this.zipMaker.pack({
      certificate: signed.pem,
      chain: signed.chain,
      key,
      serverCa,
      readme: handOverReadme(input),
      readmeInPortuguese: handOverReadmeInPortuguese(input),
      at: await tx.now(),
    });
  }
}

const parseKeyType = (text: string = keyTypeStandard): HandOverKeyType => {
  const known = handOverKeyTypes.find((type) => type === text);
  if (!known) throw invalid('key type', `must be one of ${handOverKeyTypes.join(', ')}`);
  return known;
};

const refuseKeyInputs = ({ keyType, password }: HandOverInput): void => {
  if (keyType !== undefined) throw invalid('key type', 'comes from the request. Leave it out');
  if (password)
    throw invalid('password', 'protects a generated key. With a signing request there is none: leave it out');
};

const checkPassword = (password: Secret): Secret => {
  if (!password.reveal((text) => passwordGrammar.test(text)))
    throw invalid('password', 'must be 12 to 64 printable ASCII characters without spaces');
  return password;
};
