import { Controller, Get, Req, UseGuards } from '@nestjs/common';
import { z } from 'zod';
import { type ClientId, clientIdFrom } from '../../core/shared/ids.js';
import { ClientSnapshotReader } from '../../core/tokens/client-snapshot-reader.js';
import type { HttpRequest } from '../../http/http-messages.js';
import { type HandshakeCertificate, HandshakeGuard } from '../../http/trust/handshake.strategy.js';
import { headerOf } from '../../http/trust/trusted-proxy.js';
import { toWhoami, type Whoami } from './whoami.js';

/**
 * GET /api/auth/whoami: shows callers what they presented. It is the first thing to try when an
 * integration does not work.
 */
@Controller('api/auth/whoami')
@UseGuards(HandshakeGuard)
export class WhoamiController {
  constructor(private readonly snapshots: ClientSnapshotReader) {}

  @Get()
  async whoami(@Req() request: HttpRequest & { user: HandshakeCertificate }): Promise<Whoami> {
    const { user: presented } = request;
    const tls = { version: headerOf(request, 'x-ssl-protocol'), cipher: headerOf(request, 'x-ssl-cipher') };
    const asked = clientIdIn(request);
    const links = await this.snapshots.linksOf(presented.info.fingerprint, asked === false ? null : asked);
    return toWhoami(presented, { links: asked === false ? { ...links, clientIdLinked: false } : links, tls });
  }
}

/** The query, as far as it is read: other parameters are ignored. */
const whoamiQuery = z.object({ clientId: z.string().optional() });

/** Returns the client id of the query; `null` without one, and `false` for a text that is none. */
const clientIdIn = ({ query }: HttpRequest): ClientId | null | false => {
  const { success, data } = whoamiQuery.safeParse(query);
  if (!success) return false;
  return data.clientId === undefined ? null : (clientIdFrom(data.clientId) ?? false);
};
