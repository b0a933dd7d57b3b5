import {
  type BundleKey,
  type BundleKeyType,
  bundleKeyTypes,
  type BundleMaker,
} from '../../core/certificates/client-bundle.js';
import { isActive } from '../../core/credentials/credential.js';
import type { Secret } from '../../core/credentials/secret.js';
import type { ReadTransaction } from '../../core/shared/unit-of-work.js';
import { accountId, invalid } from '../fields.js';
import type { Step, UseCase } from '../use-case.js';
import { bundleReadme } from './bundle-readme.js';
import type { CertificateTerms } from './certificate-terms.js';
import type { SignCertificate, SignedCertificate, SigningInput } from './sign-certificate.js';

const keyTypeStandard: BundleKeyType = 'rsa-2048';
/** ASCII alone: other characters are encoded differently from program to program. */
const passwordGrammar = /^[\x21-\x7e]{12,64}$/;

export interface BundleInput extends SigningInput {
  readonly account: string;
  /** The merchant's own signing request; without it a key is made, which is in the bundle and nowhere else. */
  readonly request?: string;
  readonly keyType?: string;
  /** Of `client.p12`; left out: one is generated. */
  readonly password?: Secret;
}

export interface ClientBundle extends SignedCertificate {
  readonly zip: Uint8Array;
  /** To be shown once; `null` when it is a custom one, or nothing needs one. */
  readonly password: Secret | null;
}

/** Makes a certificate for an account and everything around it that a merchant needs to begin, in one archive. */
export class MakeClientBundle implements UseCase<BundleInput, ClientBundle> {
  readonly action = 'certificate.bundle';

  constructor(
    private readonly signing: SignCertificate,
    private readonly bundles: BundleMaker,
    private readonly terms: () => CertificateTerms,
  ) {}

  names({ account }: BundleInput) {
    return { account };
  }

  async prepare(input: BundleInput): Promise<Step<ClientBundle>> {
    const id = accountId(input.account);
    const custom = input.password && goodPassword(input.password);
    const made = input.request === undefined ? await this.bundles.makeKey(knownKeyType(input.keyType)) : null;
    if (!made) refuseKeyInputs(input);
    const { publicKey } = made ?? (await this.signing.understand(input.request ?? ''));
    const password = made ? (custom ?? this.bundles.makePassword()) : null;
    return {
      kind: 'changes',
      run: async (tx) => {
        const signed = await this.signing.within(tx, await tx.accounts.lock(id), publicKey, input);
        // Within the change: a certificate whose key got lost on the way must not stay.
        const zip = await this.pack(tx, signed, made && password && { ...made, password });
        return { ...signed, zip, password: custom ? null : password };
      },
    };
  }

  private async pack(
    tx: ReadTransaction,
    signed: SignedCertificate,
    key: (BundleKey & { readonly password: Secret }) | null,
  ): Promise<Uint8Array> {
    const credentials = await tx.credentials.ofAccount(signed.account.id);
    return this.bundles.pack({
      certificate: signed.pem,
      chain: signed.chain,
      key,
      readme: bundleReadme({
        signed,
        withKey: key !== null,
        clientIds: credentials.filter(isActive).map(({ clientId }) => clientId),
        gatewayUrl: this.terms().gatewayUrl,
      }),
      at: await tx.now(),
    });
  }
}

const knownKeyType = (text: string = keyTypeStandard): BundleKeyType => {
  const known = bundleKeyTypes.find((type) => type === text);
  if (!known) throw invalid('key type', `must be one of ${bundleKeyTypes.join(', ')}`);
  return known;
};

const refuseKeyInputs = ({ keyType, password }: BundleInput): void => {
  if (keyType !== undefined) throw invalid('key type', 'is that of the request; leave it out');
  if (password) throw invalid('password', 'protects a key that is made here; with a request there is none');
};

const goodPassword = (password: Secret): Secret => {
  if (!password.reveal((text) => passwordGrammar.test(text)))
    throw invalid('password', 'must be 12 to 64 printable ASCII characters without spaces');
  return password;
};
