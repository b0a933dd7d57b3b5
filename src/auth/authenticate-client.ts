import type { Authority, SecretAuthority } from '../core/authority.js';
import type { ClientIdentity } from '../core/grant.js';
import type { AuthorityStore } from '../core/ports.js';
import { Refusal } from '../core/refusal.js';
import type { ClientProofs } from '../core/token-request.js';
import { certificateFindings, type Finding } from './check-certificate.js';
import { clientFindings } from './check-client.js';
import type { SecretChecker } from './check-secret.js';

/**
 * A client whose every proof held. Only this file can make one: the type leaves it, the constructor does not, and the
 * private field keeps look-alikes from compiling. So no token can be granted around the checks.
 */
class ProvenClient {
  readonly #proven = true;

  constructor(readonly identity: ClientIdentity) {
    void this.#proven;
  }
}
export type AuthenticatedClient = ProvenClient;

/** Client authentication (RFC 6749 section 2.3, RFC 8705): certificate and secret, against what the database says now. */
export class ClientAuthenticator {
  constructor(
    private readonly authorities: AuthorityStore,
    private readonly secrets: SecretChecker,
  ) {}

  /** Throws a `Refusal` that names the first thing that speaks against the request and details all of them. */
  async authenticate(request: ClientProofs): Promise<AuthenticatedClient> {
    const authority = await this.authorities.look({
      clientId: request.clientId,
      fingerprint: request.certificate?.facts.fingerprint ?? null,
      contract: request.contract,
      address: request.origin.address,
    });
    const { client } = authority;
    const aboutClient = clientFindings(request, authority);
    const aboutCertificate = certificateFindings(request.certificate, client?.policy ?? null, authority);
    // The secret is checked whatever was found: an early no would be quicker, and tell which clients exist.
    const verdict = await this.secrets.check(request, {
      live: client?.secrets ?? [],
      nowMs: authority.nowMs,
      otherwiseGood: aboutClient.length + aboutCertificate.length === 0,
    });
    const aboutSecret = 'against' in verdict ? [verdict.against] : [];
    const [worst, ...others] = inOrder(aboutClient, aboutSecret, aboutCertificate);
    if (worst || !client || 'against' in verdict) throw refusalFor(worst, others);
    this.secrets.keepBetterDigest(request, verdict);
    return new ProvenClient(identityOf(request, authority, client, verdict));
  }
}

/**
 * A client that does not exist has no wrong secret; otherwise a wrong secret is what an operator should read first. That the
 * contract is not for the client comes last: a contract that tells it tells only whose every proof held, and no thief of
 * a secret.
 */
const inOrder = (client: Finding[], secret: Finding[], certificate: Finding[]): Finding[] => {
  if (client[0]?.code === 'unknown_client') return client;
  const isContract = ({ code }: Finding): boolean => code === 'contract_not_allowed';
  const [contract, others] = [client.filter(isContract), client.filter((finding) => !isContract(finding))];
  return [...secret, ...others, ...certificate, ...contract];
};

const refusalFor = (worst: Finding | undefined, others: Finding[]): Refusal =>
  new Refusal(
    worst?.code ?? 'internal',
    [worst, ...others].map((finding) => finding?.detail ?? '').join('; '),
  ).besides(others.map(({ code }) => code));

const identityOf = (
  request: ClientProofs,
  authority: Authority,
  client: NonNullable<Authority['client']>,
  secret: SecretAuthority,
): ClientIdentity => {
  const presented = request.certificate;
  return {
    nowMs: authority.nowMs,
    clientId: request.clientId,
    accountId: client.accountId,
    accountVersion: client.accountVersion,
    credentialId: client.credentialId,
    secretId: secret.id,
    secretExpiresAtMs: secret.expiresAtMs,
    accountScopes: client.accountScopes,
    credentialScopes: client.credentialScopes,
    certificate:
      presented && authority.certificate
        ? {
            id: authority.certificate.id,
            fingerprint: presented.facts.fingerprint,
            notAfterMs: presented.facts.notAfter.getTime(),
            provenByHandshake: presented.presentation.way === 'handshake',
          }
        : null,
  };
};
