import type { PresentedCertificate } from '../core/certificates/certificate.js';
import type { DigestUpgrader } from '../core/credentials/digest-upgrader.js';
import type { KeyRegistration, RegisteredKeys } from '../core/credentials/registered-key.js';
import { Refusal } from '../core/refusals/refusal.js';
import type { ClientId } from '../core/shared/ids.js';
import type { AssertionVerifier } from '../core/tokens/assertion-verifier.js';
import { assertionProblem, type ClientAssertion } from '../core/tokens/client-assertion.js';
import type { ClientSnapshot, SnapshotClient, SnapshotSecret } from '../core/tokens/client-snapshot.js';
import type { Finding } from '../core/tokens/finding.js';
import type { RegisteredKeyAuthentication } from '../core/tokens/token-request.js';
import { isVerified } from '../core/tokens/verified-certificate.js';

/** `RegisteredKeySearch`: the registered key that the request proved, or the reason against it. */
export interface RegisteredKeySearch {
  readonly key: SnapshotSecret | null;
  readonly findings: readonly Finding[];
}

interface Registered {
  readonly secret: SnapshotSecret;
  readonly registration: KeyRegistration;
}

/** Finds which registered key of the credential a request proves. */
export class RegisteredKeyChecker {
  constructor(
    private readonly registered: RegisteredKeys,
    private readonly verifier: AssertionVerifier,
    private readonly upgrader: DigestUpgrader,
    /** What an assertion may be for: the issuer and the token endpoint. */
    private readonly audiences: readonly string[],
  ) {}

  /**
   * Throws a `Refusal` for an assertion that no client could use now: its sender reads why, since that
   * tells nothing of the client.
   */
  async find(
    request: RegisteredKeyAuthentication,
    { client, nowMs }: ClientSnapshot,
  ): Promise<RegisteredKeySearch> {
    const { assertion, certificate, clientId } = request;
    const problem = assertion && assertionProblem(assertion, this.audiences, nowMs);
    if (problem !== null) throw new Refusal('assertion_invalid', problem, { problems: [problem] });
    if (!client) return { key: null, findings: [] };
    const keys = this.registeredOf(clientId, client);
    return assertion ? this.ofAssertion(assertion, keys) : ofCertificate(certificate, keys);
  }

  /** Upgrades a registration that was just used to the current pepper, after the answer. */
  upgradeDigest({ clientId }: RegisteredKeyAuthentication, { id, digest }: SnapshotSecret): void {
    const upgraded = this.registered.upgradedDigest(clientId, digest);
    if (upgraded !== null) this.upgrader.upgrade({ of: { kind: 'secret', id }, from: digest, to: upgraded });
  }

  private registeredOf(clientId: ClientId, { secrets }: SnapshotClient): Registered[] {
    return secrets.flatMap((secret) => {
      const registration = this.registered.open(clientId, secret.digest);
      return registration ? [{ secret, registration }] : [];
    });
  }

  private async ofAssertion(
    assertion: ClientAssertion,
    keys: readonly Registered[],
  ): Promise<RegisteredKeySearch> {
    const unavailable: string[] = [];
    let tried = 0;
    for (const { secret, registration } of keys) {
      if (registration.method !== 'private_key_jwt') continue;
      tried += 1;
      const check = await this.verifier.verify(assertion, registration);
      if (check === 'valid') return { key: secret, findings: [] };
      if (check !== 'invalid') unavailable.push(check.unavailable);
    }
    if (tried === 0) return against('client_key_not_registered', 'no key is registered for private_key_jwt');
    if (unavailable.length > 0) return against('client_keys_unavailable', unavailable.join('; '));
    const { algorithm, keyId } = assertion;
    const detail = `no registered key verifies the ${algorithm} signature (kid ${keyId ?? 'none'})`;
    return against('assertion_invalid', detail);
  }
}

const against = (reason: Finding['reason'], detail: string): RegisteredKeySearch => ({
  key: null,
  findings: [{ reason, detail }],
});

/**
 * The certificate must have been proven in the handshake, whatever the policy: in a header it is a
 * text that anyone may send. That it is linked to the account is checked with everything else.
 */
const ofCertificate = (
  presented: PresentedCertificate | null,
  keys: readonly Registered[],
): RegisteredKeySearch => {
  const subjects = keys.flatMap(({ secret, registration }) =>
    registration.method === 'tls_client_auth' ? [{ secret, subjectDn: registration.subjectDn }] : [],
  );
  if (subjects.length === 0)
    return against(
      'client_key_not_registered',
      'no secret was sent, and no subject is registered for tls_client_auth',
    );
  if (!presented || !isVerified(presented))
    return against(
      'certificate_not_in_handshake',
      'tls_client_auth needs a trusted certificate in the handshake',
    );
  const { subject } = presented.info;
  const found = subjects.find(({ subjectDn }) => subjectDn === subject);
  return found
    ? { key: found.secret, findings: [] }
    : against(
        'certificate_subject_differs',
        `subject: ${subject}; registered: ${subjects.map(({ subjectDn }) => subjectDn).join(' or ')}`,
      );
};
