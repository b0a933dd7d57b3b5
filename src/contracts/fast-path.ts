import { type AuthenticatedClient, type ClientAuthenticator, queryOf } from '../auth/client-authenticator.js';
import type { GrantPolicy } from '../auth/grant-policy.js';
import { Refusal } from '../core/refusals/refusal.js';
import type { TokenId } from '../core/shared/ids.js';
import { fillTemplate, templateFor } from '../core/tokens/claims-template.js';
import type { CachedClient, ClientCache } from '../core/tokens/client-cache.js';
import type { Grant } from '../core/tokens/grant.js';
import type { IssuanceRecorder } from '../core/tokens/issuance-recorder.js';
import { isWorthAnotherAttempt } from '../core/tokens/record-deadline-exceeded.js';
import type { TokenIdGenerator } from '../core/tokens/token-id-generator.js';
import type { TokenRequest } from '../core/tokens/token-request.js';
import type { SignedToken, TokenSigner } from '../core/tokens/token-signer.js';
import { type ExpiryHeaders, proofExpiryOf } from '../http/expiry-headers.js';
import type { HttpReply, HttpRequest } from '../http/http-messages.js';
import type { OutcomeLog } from '../http/outcome-log.js';
import type { ClientCertificates } from '../http/trust/client-certificate.js';
import type { TrustedProxy } from '../http/trust/trusted-proxy.js';
import type { ClientTokenEndpoint } from './token-controllers.js';

/** `FastPathRequest`: a request that the cached client snapshot fully allows. */
interface FastPathRequest {
  readonly asked: TokenRequest;
  readonly cached: CachedClient;
  readonly client: AuthenticatedClient;
  readonly grant: Grant;
}

/** Recognizes the requests that the cached client snapshot fully allows. */
export class FastPathMatcher {
  constructor(
    private readonly proxy: TrustedProxy,
    private readonly certificates: ClientCertificates,
    private readonly cache: ClientCache,
    private readonly clients: ClientAuthenticator,
    private readonly expiry: ExpiryHeaders,
    private readonly policy: GrantPolicy,
  ) {}

  /** Returns `null` for whatever is not clearly valid. Never throws. */
  match(request: HttpRequest, endpoint: ClientTokenEndpoint): FastPathRequest | null {
    try {
      const source = this.proxy.sourceOf(request);
      const certificate = this.certificates.presentedIn(request);
      const asked = endpoint.parse({ request, body: request.body }, { source, certificate });
      // A client that proves a key presents no secret: its proof is checked by the pipeline alone.
      return 'secret' in asked ? this.allowedByCache(asked) : null;
    } catch {
      // A malformed request: the pipeline reads it again and says what is wrong with it.
      return null;
    }
  }

  private allowedByCache(asked: TokenRequest): FastPathRequest | null {
    const cached = this.cache.find(queryOf(asked));
    // Also without an entry: a wrong secret must not take longer for a client that is known here.
    const client = this.clients.authenticateFromCache(asked, cached?.snapshot ?? null);
    // An expiry header needs a read.
    if (!cached || !client || this.expiry.isDue(proofExpiryOf(client.identity))) return null;
    const grant = this.policy.decideIfAllowed(client, asked);
    return grant && { asked, cached: cached.client, client, grant };
  }
}

/** `FastPathCall`: a request, its reply, and the way on to the controller and the pipeline behind it. */
interface FastPathCall {
  readonly endpoint: ClientTokenEndpoint;
  readonly request: HttpRequest;
  readonly reply: HttpReply;
  readonly next: (failure?: Error) => void;
}

/**
 * The fast path of a token request that is clearly valid, in front of the controllers: every step
 * in order, in one turn of the event loop up to the record (RS256 is signed beside it). It says yes,
 * or it lets the pipeline see the request, which gives every refusal its words.
 *
 * It decides nothing that the pipeline would decide otherwise: it asks the same parts the same
 * questions, about what the cache says instead of a read. The record then judges that against the
 * database, before the token leaves (docs/adr/0034-one-straight-path.md).
 */
export class FastPath {
  constructor(
    private readonly matcher: FastPathMatcher,
    private readonly tokenIds: TokenIdGenerator,
    private readonly signer: TokenSigner,
    private readonly issuances: IssuanceRecorder,
    private readonly cache: ClientCache,
    private readonly outcomes: OutcomeLog,
  ) {}

  /** Takes a request whose body was read. What is not clearly valid goes on with `next`. */
  take(call: FastPathCall): void {
    const matched = this.matcher.match(call.request, call.endpoint);
    if (matched) this.issue(matched, call);
    else call.next();
  }

  private issue(matched: FastPathRequest, call: FastPathCall): void {
    const id = this.tokenIds.generate(matched.client.identity.nowMs);
    const record = (signed: SignedToken): Promise<void> => this.record({ ...signed, id }, matched, call);
    const fail = (reason: unknown): void => {
      call.next(failureOf(reason, matched));
    };
    try {
      const signed = this.sign(matched, id);
      (signed instanceof Promise ? signed.then(record) : record(signed)).catch(fail);
    } catch (reason) {
      fail(reason);
    }
  }

  private sign({ cached, grant }: FastPathRequest, id: TokenId): SignedToken | Promise<SignedToken> {
    const template = templateFor(grant, cached.template, id);
    cached.template = template;
    return this.signer.sign(fillTemplate(template, grant, id), grant.kind);
  }

  private async record(token: NamedToken, matched: FastPathRequest, call: FastPathCall): Promise<void> {
    const { cached } = matched;
    if (await this.isRecorded(token, matched)) {
      this.cache.touch(cached);
      this.answer(token, matched, call);
    } else {
      // What was cached is no longer what the database says: the pipeline reads it.
      this.cache.drop(cached);
      call.next();
    }
  }

  private async isRecorded(token: NamedToken, { grant, asked }: FastPathRequest): Promise<boolean> {
    try {
      return await this.issuances.record(token, grant, asked);
    } catch (thrown) {
      if (isWorthAnotherAttempt(thrown)) return false;
      throw thrown;
    }
  }

  private answer(
    { id, text }: NamedToken,
    matched: FastPathRequest,
    { endpoint, request, reply }: FastPathCall,
  ): void {
    const { asked, client, grant } = matched;
    const { contract, clientId, source } = asked;
    this.outcomes.note(request, {
      ...{ contract, outcome: 'issued', clientId, tokenId: id },
      listener: source.listener,
    });
    const { scopes, lifetimeSeconds } = grant;
    const token = { id, client: client.identity, accessToken: text, scopes, lifetimeSeconds };
    void reply.status(endpoint.status).send(endpoint.respond(token));
  }
}

interface NamedToken extends SignedToken {
  readonly id: TokenId;
}

/**
 * Returns the refusal that the pipeline throws in the same case: without a database, or without a
 * key, nothing was decided about the client, and a second attempt would only wait once more.
 */
const failureOf = (reason: unknown, { asked }: FastPathRequest): Refusal => {
  const { clientId, certificate } = asked;
  const refusal = Refusal.from(reason);
  return refusal.concerning({ ...refusal.subject, clientId, certificate: certificate?.info ?? null });
};
