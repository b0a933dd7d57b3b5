import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { CertificateParser } from '../core/certificates/certificate-parser.js';
import { RegisteredKeys } from '../core/credentials/registered-key.js';
import { SecretVerifier } from '../core/credentials/secret-verifier.js';
import { PublishedKeys } from '../core/keys/published-keys.js';
import { SigningKeyStore } from '../core/keys/signing-key.js';
import { RefreshTokens } from '../core/realm/refresh-tokens.js';
import type { MonotonicClock } from '../core/shared/durations.js';
import { RequestDigester } from '../core/shared/request-digester.js';
import { AssertionVerifier } from '../core/tokens/assertion-verifier.js';
import { RemoteKeySets } from '../core/tokens/remote-key-sets.js';
import { KnownRevocations } from '../core/tokens/revocation.js';
import { TokenIdGenerator } from '../core/tokens/token-id-generator.js';
import { TokenSigner } from '../core/tokens/token-signer.js';
import { TokenVerifier } from '../core/tokens/token-verifier.js';
import { VerificationClock } from '../core/tokens/verification-clock.js';
import { X509Parser } from './certificates/x509-parser.js';
import { Sealer } from './sealer.js';
import { CustomDigests } from './secrets/custom-digests.js';
import { GeneratedDigests } from './secrets/generated-digests.js';
import { PepperedRegisteredKeys } from './secrets/peppered-registered-keys.js';
import { PepperedRequestDigester } from './secrets/peppered-request-digester.js';
import { PepperedSecretVerifier } from './secrets/peppered-secrets.js';
import { Peppers } from './secrets/peppers.js';
import { SlowHash } from './secrets/slow-hash.js';
import { HmacRefreshTokens } from './tokens/hmac-refresh-tokens.js';
import { JoseAssertionVerifier } from './tokens/jose-assertion-verifier.js';
import { JwtSigner } from './tokens/jwt-signer.js';
import { JwtVerifier } from './tokens/jwt-verifier.js';
import { KeyRing } from './tokens/key-ring.js';
import { RingKeySet } from './tokens/ring-key-set.js';
import { SealedKeyGenerator } from './tokens/sealed-key-generator.js';
import { UuidTokenIdGenerator } from './tokens/uuid-token-id-generator.js';

type CryptoConfig = Pick<Config, 'secrets' | 'slowHash' | 'tokens' | 'signing' | 'verification'>;

const exported = [
  SlowHash,
  CertificateParser,
  TokenIdGenerator,
  SecretVerifier,
  KeyRing,
  PublishedKeys,
  TokenSigner,
  TokenVerifier,
  RequestDigester,
  RefreshTokens,
  RegisteredKeys,
  AssertionVerifier,
];

/**
 * The ring is read less often than the revocations. So where both cannot be read, the revocations are
 * what ends verification, and what the log names.
 */
const readLessOftenMs = 2000;

/** Provides the key ring, and what signs, verifies and publishes with it. */
const tokenProviders = (
  { secrets, tokens, signing, verification }: CryptoConfig,
  monotonicClock: MonotonicClock,
): Provider[] => [
  {
    provide: KeyRing,
    useFactory: (store: SigningKeyStore) => {
      const sealer = new Sealer(secrets.masterKey, secrets.previousMasterKeys);
      const maxStalenessMs = verification.maxStalenessSeconds * 1000 + readLessOftenMs;
      return new KeyRing(store, new SealedKeyGenerator(() => sealer), monotonicClock, maxStalenessMs);
    },
    inject: [SigningKeyStore],
  },
  {
    provide: TokenSigner,
    useFactory: (ring: KeyRing) => new JwtSigner(ring, signing.rs256Concurrency, tokens.adminAudience),
    inject: [KeyRing],
  },
  {
    provide: PublishedKeys,
    useFactory: (ring: KeyRing) => new RingKeySet(ring),
    inject: [KeyRing],
  },
  {
    provide: TokenVerifier,
    useFactory: (ring: KeyRing, revocations: KnownRevocations, clock: VerificationClock) =>
      new JwtVerifier(
        ring,
        revocations,
        tokens.issuer,
        () => clock.nowMs(),
        verification.skewSeconds,
        tokens.adminAudience,
      ),
    inject: [KeyRing, KnownRevocations, VerificationClock],
  },
];

/**
 * Cryptography, wired to the ports of `core`.
 *
 * This folder owns digests, certificates, keys, seals and signatures, each behind a port of `core`.
 * It must never query the database, know HTTP or a contract, or let a secret or a private key out
 * in a message.
 */
@Module({})
export class CryptoModule {
  static with(
    config: CryptoConfig,
    monotonicClock: MonotonicClock,
    tokenIds: TokenIdGenerator = new UuidTokenIdGenerator(),
  ): DynamicModule {
    const { secrets, slowHash } = config;
    return {
      module: CryptoModule,
      global: true,
      providers: [
        { provide: CertificateParser, useClass: X509Parser },
        { provide: TokenIdGenerator, useValue: tokenIds },
        { provide: RefreshTokens, useValue: new HmacRefreshTokens(secrets) },
        { provide: RequestDigester, useValue: new PepperedRequestDigester(secrets.pepper) },
        {
          provide: SlowHash,
          useFactory: () => new SlowHash(new CustomDigests(new Peppers(secrets)), slowHash),
        },
        {
          provide: SecretVerifier,
          useFactory: (slow: SlowHash) =>
            new PepperedSecretVerifier(new GeneratedDigests(new Peppers(secrets)), slow),
          inject: [SlowHash],
        },
        {
          provide: RegisteredKeys,
          useFactory: () => new PepperedRegisteredKeys(() => new Peppers(secrets)),
        },
        {
          provide: AssertionVerifier,
          useFactory: (remote: RemoteKeySets) => new JoseAssertionVerifier(remote),
          inject: [RemoteKeySets],
        },
        ...tokenProviders(config, monotonicClock),
      ],
      exports: exported,
    };
  }
}
