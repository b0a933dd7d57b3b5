import { createServer as createPlainServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { Controller, Get, Module, Post, Req, UseGuards } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import express, { type Request as ExpressRequest } from 'express';
import { fastify } from 'fastify';
// @nestjs/platform-express by another name: under its own, `@nestjs/core` would have it in the product's image as well.
import { ExpressAdapter } from 'nest-on-express';
import { requireToken as expressHook } from '../../packages/verifier/src/express.js';
import { requireToken as fastifyHook } from '../../packages/verifier/src/fastify.js';
import { PortariaGuard, RequireScopes } from '../../packages/verifier/src/nest.js';
import { verifiedTokenOf } from '../../packages/verifier/src/verified-tokens.js';
import { Verifier } from '../../packages/verifier/src/verifier.js';
import { afterFile } from '../support/cleanup.js';

/** An API with `GET /balance`, which needs `balance:read`, `POST /cob`, which needs `pix:write`, and `GET /any`. */
export interface Api {
  readonly port: number;
}

/** What an API ends TLS with: any certificate is taken, since the binding says which one has to be it. */
export interface ApiTls {
  readonly cert: string;
  readonly key: string;
  readonly requestCert: true;
  readonly rejectUnauthorized: false;
}

/** Starts one of each; they are closed after the test file. */
export const openApis = async (verifier: Verifier, tls: ApiTls): Promise<Map<string, Api>> =>
  new Map([
    ['Fastify', await fastifyApi(verifier, tls)],
    ['Fastify over HTTP/2', await fastifyApiOverHttp2(verifier, tls)],
    ['Express', await expressApi(verifier, tls)],
    ['Nest on Express', await nestApi(verifier, new ExpressAdapter(), tls)],
    ['Nest on Fastify', await nestApi(verifier, new FastifyAdapter({ https: tls } as object))],
    ['Node alone', await nodeApi(verifier, tls)],
  ]);

const fastifyApi = async (verifier: Verifier, tls: ApiTls): Promise<Api> => {
  const api = fastify({ https: tls });
  api.get('/balance', { onRequest: fastifyHook(verifier, 'balance:read') }, (request) =>
    verifiedTokenOf(request),
  );
  api.post('/cob', { preHandler: fastifyHook(verifier, 'pix:write') }, (request) => verifiedTokenOf(request));
  api.get('/any', { onRequest: fastifyHook(verifier) }, (request) => verifiedTokenOf(request.raw));
  await api.listen({ port: 0, host: '127.0.0.1' });
  afterFile(() => api.close());
  return portOf(api.server);
};

const fastifyApiOverHttp2 = async (verifier: Verifier, tls: ApiTls): Promise<Api> => {
  const api = fastify({ http2: true, https: tls });
  api.get('/balance', { onRequest: fastifyHook(verifier, 'balance:read') }, (request) =>
    verifiedTokenOf(request),
  );
  api.post('/cob', { onRequest: fastifyHook(verifier, 'pix:write') }, (request) => verifiedTokenOf(request));
  api.get('/any', { onRequest: fastifyHook(verifier) }, (request) => verifiedTokenOf(request));
  await api.listen({ port: 0, host: '127.0.0.1' });
  afterFile(() => api.close());
  return portOf(api.server);
};

const portOf = (server: { address(): AddressInfo | string | null }): Api => {
  const address = server.address();
  return { port: typeof address === 'object' && address ? address.port : 0 };
};

const expressApi = async (verifier: Verifier, tls: ApiTls): Promise<Api> => {
  const api = express();
  const tell = (request: ExpressRequest, response: express.Response): void =>
    void response.json(verifiedTokenOf(request));
  api.get('/balance', expressHook(verifier, 'balance:read'), tell);
  // Below a router, whose requests have another `url`.
  api.use('/cob', express.Router().post('/', expressHook(verifier, 'pix:write'), tell));
  api.get('/any', expressHook(verifier), tell);
  return listening(createTlsServer(tls, api));
};

@Controller()
@UseGuards(PortariaGuard)
class NestController {
  @Get('balance')
  @RequireScopes('balance:read')
  balance(@Req() request: object): object {
    return verifiedTokenOf(request);
  }

  @Post('cob')
  @RequireScopes('pix:write')
  cob(@Req() request: object): object {
    return verifiedTokenOf(request);
  }

  @Get('any')
  any(@Req() request: object): object {
    return verifiedTokenOf(request);
  }
}

const nestApi = async (
  verifier: Verifier,
  adapter: ExpressAdapter | FastifyAdapter,
  httpsOptions?: ApiTls,
): Promise<Api> => {
  @Module({
    controllers: [NestController],
    providers: [{ provide: Verifier, useFactory: () => verifier }],
  })
  class NestModule {}
  const api = await NestFactory.create(NestModule, adapter, {
    logger: false,
    ...(httpsOptions && { httpsOptions }),
  });
  await api.listen(0, '127.0.0.1');
  afterFile(() => api.close());
  return portOf(api.getHttpServer() as { address(): AddressInfo });
};

const nodeApi = (verifier: Verifier, tls: ApiTls): Promise<Api> =>
  listening(
    createTlsServer(tls, (request, response) => {
      const scopes = { '/balance': ['balance:read'], '/cob': ['pix:write'] }[request.url ?? ''] ?? [];
      verifier.verifyRequest(request, scopes).then(
        (token) => response.end(JSON.stringify(token)),
        (reason: unknown) => {
          const { status, headers, body } = reason as {
            status: number;
            headers: Record<string, string>;
            body: object;
          };
          response
            .writeHead(status, { ...headers, 'content-type': 'application/json' })
            .end(JSON.stringify(body));
        },
      );
    }),
  );

export const listening = async (
  server: ReturnType<typeof createTlsServer> | ReturnType<typeof createPlainServer>,
): Promise<Api> => {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  afterFile(() => {
    server.closeAllConnections();
    server.close();
  });
  return portOf(server);
};
