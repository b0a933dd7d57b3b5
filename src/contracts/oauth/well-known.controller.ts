import { Controller, Get, Req, Res } from '@nestjs/common';
import { type PublicJwk, PublishedKeys } from '../../core/keys/published-keys.js';
import { IssuerMetadata } from '../../core/tokens/issuer-metadata.js';
import type { HttpReply, HttpRequest } from '../../http/http-messages.js';
import { markCacheable } from '../../http/mark-cacheable.js';
import { type Metadata, metadataOf } from './metadata.js';

/** With a longer time, a revoked key would stay trusted for longer. */
const maxAgeSecondsMax = 300;

/** What may be read without a certificate: the metadata of RFC 8414 and the keys of RFC 7517. */
@Controller('.well-known')
export class WellKnownController {
  readonly #metadata: Metadata;

  readonly #maxAgeSeconds: number;

  constructor(
    metadata: IssuerMetadata,
    private readonly keys: PublishedKeys,
  ) {
    this.#metadata = metadataOf(metadata);
    // A client that fetched the set just before a key was published must fetch it again before that
    // key signs.
    this.#maxAgeSeconds = Math.min(maxAgeSecondsMax, Math.floor(metadata.keyActivationDelaySeconds / 2));
  }

  // The same bytes at both paths, as RFC 8414 section 5 allows: many readers look only at the second.
  @Get(['oauth-authorization-server', 'openid-configuration'])
  metadata(@Res({ passthrough: true }) reply: HttpReply): Metadata {
    void reply.header('Cache-Control', `public, max-age=${String(this.#maxAgeSeconds)}`);
    return this.#metadata;
  }

  @Get('jwks.json')
  jwks(
    @Req() request: HttpRequest,
    @Res({ passthrough: true }) reply: HttpReply,
  ): { keys: readonly PublicJwk[] } | undefined {
    const { keys, tag } = this.keys.current();
    return markCacheable(request, reply, { tag, maxAgeSeconds: this.#maxAgeSeconds }) ? undefined : { keys };
  }
}
