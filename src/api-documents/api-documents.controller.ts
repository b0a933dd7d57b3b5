import { Controller, Get, Req, Res } from '@nestjs/common';
import { Refusal } from '../core/refusals/refusal.js';
import type { Listener } from '../core/tokens/token-request.js';
import type { HttpReply, HttpRequest } from '../http/http-messages.js';
import { markCacheable } from '../http/mark-cacheable.js';
import { TrustedProxy } from '../http/trust/trusted-proxy.js';
import { type ApiDocumentName, ApiDocuments } from './api-documents.js';

const maxAgeSeconds = 300;

/** The listener that serves the routes of each document, and so the document. */
const listeners: Readonly<Record<ApiDocumentName, Listener>> = {
  admin: 'admin',
  'self-service': 'tls',
  tokens: 'tls',
};

/** `/openapi/*.json`: what the APIs of a listener are, for every caller that reaches it. */
@Controller('openapi')
export class ApiDocumentsController {
  constructor(
    private readonly documents: ApiDocuments,
    private readonly proxy: TrustedProxy,
  ) {}

  @Get('admin.json')
  admin(
    @Req() request: HttpRequest,
    @Res({ passthrough: true }) reply: HttpReply,
  ): Promise<string | undefined> {
    return this.show('admin', request, reply);
  }

  @Get('self-service.json')
  selfService(
    @Req() request: HttpRequest,
    @Res({ passthrough: true }) reply: HttpReply,
  ): Promise<string | undefined> {
    return this.show('self-service', request, reply);
  }

  @Get('tokens.json')
  tokens(
    @Req() request: HttpRequest,
    @Res({ passthrough: true }) reply: HttpReply,
  ): Promise<string | undefined> {
    return this.show('tokens', request, reply);
  }

  private async show(
    name: ApiDocumentName,
    request: HttpRequest,
    reply: HttpReply,
  ): Promise<string | undefined> {
    const { listener } = this.proxy.sourceOf(request);
    if (listener !== listeners[name])
      throw new Refusal('not_found', `the document ${name} was asked for at the ${listener} listener`);
    const { text, tag } = await this.documents.read(name);
    if (markCacheable(request, reply, { tag, maxAgeSeconds })) return undefined;
    void reply.type('application/json; charset=utf-8');
    return text;
  }
}
