import { Controller, Get, Req, UseGuards } from '@nestjs/common';
import { ClientSnapshotReader } from '../../core/ports.js';
import { type HandshakeCertificate, HandshakeGuard } from '../../edge/handshake.strategy.js';
import { headerOf } from '../../edge/hop.js';
import type { HttpRequest } from '../../edge/http.js';
import { toWhoami, type Whoami } from './whoami.js';

/** GET /api/auth/whoami: what the caller itself presented. The first thing to try when an integration does not work. */
@Controller('api/auth/whoami')
@UseGuards(HandshakeGuard)
export class WhoamiController {
  constructor(private readonly snapshots: ClientSnapshotReader) {}

  @Get()
  async whoami(@Req() request: HttpRequest & { user: HandshakeCertificate }): Promise<Whoami> {
    const { user: presented } = request;
    const tls = { version: headerOf(request, 'x-ssl-protocol'), cipher: headerOf(request, 'x-ssl-cipher') };
    return toWhoami(presented, { ...(await this.snapshots.recognise(presented.info.fingerprint)), tls });
  }
}
