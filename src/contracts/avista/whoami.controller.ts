import { Controller, Get, Req, UseGuards } from '@nestjs/common';
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
    return toWhoami(presented, {
      ...(await this.snapshots.isLinkedAnywhere(presented.info.fingerprint)),
      tls,
    });
  }
}
