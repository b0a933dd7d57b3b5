import 'reflect-metadata';
import { setTimeout as pause } from 'node:timers/promises';
import type { LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import type { Config } from '../config/config.js';
import { AllExceptionsFilter } from '../contracts/all-exceptions.filter.js';
import { Contracts } from '../contracts/contract.js';
import { FastPath } from '../contracts/fast-path.js';
import type { ContractName } from '../core/credentials/credential.js';
import { DeploymentError } from '../core/shared/deployment-error.js';
import type { Tracing } from '../core/shared/tracing.js';
import { tokenRequestOutcomeFrom } from '../core/tokens/token-request-counts.js';
import { acceptForms, refusalOfCoding } from '../http/accept-forms.js';
import { answerAfterBody } from '../http/answer-after-body.js';
import { ConnectionDrain } from '../http/connection-drain.js';
import { isHealthProbe } from '../http/health-probes.js';
import type { HttpReply, HttpRequest } from '../http/http-messages.js';
import { InvalidJsonBody } from '../http/invalid-json-body.js';
import { jsonExcessIn } from '../http/json-excess.js';
import { acceptLargerBodies } from '../http/larger-bodies.js';
import { forbidStoringOf, noStore } from '../http/no-store.js';
import { OutcomeLog } from '../http/outcome-log.js';
import { RoleRoutes } from '../http/role-routes.js';
import { Listeners } from '../http/trust/listeners.js';
import { makeRequestId, TrustedProxy, untrustedPeerRefusal } from '../http/trust/trusted-proxy.js';
import { UnreadableRequests } from '../http/unreadable-requests.js';
import { ProcessReadiness } from '../jobs/process-readiness.js';
import { Scheduler } from '../jobs/scheduler.js';
import { DatabaseConnections } from '../storage/database-connections.js';
import { LastUseRecorder } from '../storage/hot-path/last-use-recorder.js';
import { PostgresDigestUpgrader } from '../storage/hot-path/postgres-digest-upgrader.js';
import { PostgresRefusalLog } from '../storage/hot-path/postgres-refusal-log.js';
import { TokenRequestCounter } from '../storage/hot-path/token-request-counter.js';
import { ProcessHeartbeat } from '../storage/maintenance/process-heartbeat.js';
import { Metrics } from '../telemetry/metrics.js';
import { NestLogger } from '../telemetry/nest-logger.js';
import { type AppDependencies, AppModule } from './app.module.js';
import { openTraces, traceApp } from './open-traces.js';

const bodyBytesMax = 16 * 1024;
/**
 * NGINX accepts 128 kB of headers. With Node's own limit of 16 kB the answer would be an empty 431.
 */
const headerBytesMax = 256 * 1024;
/**
 * For a whole request, from its first byte to its last. NGINX has no such limit, and passes the body
 * on as it comes, so that a client cannot hold a connection by sending a byte per second.
 */
const requestMs = 20_000;
/**
 * Longer than NGINX keeps its idle connections, so that this side never closes a connection that
 * NGINX is about to use.
 */
const keepAliveMs = 75_000;
/**
 * Longer than NGINX keeps an idle connection to this process (4 s), and long enough for NGINX to
 * see a refused connection and mark this process as failed.
 */
const drainMsMin = 5000;

/** For the last spans. A collector that is down or slow must not delay the end of the process. */
const lastSpansMs = 2000;

/**
 * The running application, the same for production, tests and benchmarks.
 */
export interface Server {
  /**
   * Starts to listen and resolves to the port. Without a database it listens all the same, and
   * answers 503.
   */
  listen(): Promise<number>;
  /**
   * Reports not ready, answers the requests in progress, writes everything still pending, and
   * closes.
   */
  close(): Promise<void>;
}

/** Builds the HTTP server of a process, with the routes of its role; it does not listen yet. */
export const createServer = async (config: Config, dependencies: AppDependencies): Promise<Server> => {
  const unreadable = new UnreadableRequests(new Listeners(config.listeners), dependencies.log);
  const adapter = new FastifyAdapter({
    bodyLimit: bodyBytesMax,
    genReqId: makeRequestId,
    keepAliveTimeout: keepAliveMs,
    requestTimeout: requestMs,
    clientErrorHandler: (error: NodeJS.ErrnoException, socket) => {
      unreadable.answer(error, socket);
    },
    // A request on a connection that is still open is answered by its contract, never by the
    // framework.
    return503OnClosing: false,
    http: {
      maxHeaderSize: headerBytesMax,
      // Node does not keep to the limit of the request while the one of its header is longer (60 s).
      headersTimeout: requestMs,
      requestTimeout: requestMs,
      connectionsCheckingInterval: 1000,
    },
    // Fastify's 100 characters would answer a longer parameter with an error that repeats the path.
    routerOptions: { ignoreTrailingSlash: false, caseSensitive: true, maxParamLength: headerBytesMax },
    frameworkErrors: (error: Error, request: HttpRequest, reply: HttpReply) => {
      respondToUnroutable(app, error, { request, reply });
    },
  });
  const tracing = await openTraces(config, dependencies);
  const logger: LoggerService = new NestLogger(dependencies.log);
  const module = await AppModule.with(config, dependencies, tracing);
  const options = { bodyParser: false, logger, abortOnError: false } as const;
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, options);
  const fastify: FastifyInstance = adapter.getInstance();
  unreadable.watch(fastify.server);
  acceptLargerBodies(fastify);
  const contracts = app.get(Contracts);
  acceptOnlyJson(fastify, contracts.textPaths);
  acceptForms(fastify, contracts);
  const proxy = app.get(TrustedProxy);
  proxy.install(fastify);
  if (tracing) traceApp(app, tracing);
  app.get(RoleRoutes).install(fastify);
  noStore(fastify);
  answerAfterBody(fastify);
  app.get(OutcomeLog).attach(fastify);
  tryFastPath(fastify, app.get(FastPath), contracts);
  measureRequests(fastify, app.get(Metrics), app.get(TokenRequestCounter), contracts.tokenRoutes);
  return new RunningServer(app, { ...config.http, tracing }, (error) => {
    dependencies.log.fatal(error.message);
    process.exitCode = 1;
  });
};

/**
 * Answers a path that cannot be decoded. Such a path has no route and therefore passes no hook, so
 * it is checked, answered and logged here.
 */
const respondToUnroutable = (
  app: NestFastifyApplication,
  error: Error,
  { request, reply }: { request: HttpRequest; reply: HttpReply },
): void => {
  const proxy = app.get(TrustedProxy);
  forbidStoringOf(request, reply);
  app
    .get(AllExceptionsFilter)
    .respond(proxy.sourceIfAny(request) ? error : untrustedPeerRefusal(), request, reply);
  app.get(OutcomeLog).write(request, reply.statusCode, reply.elapsedTime);
  measure(app.get(Metrics), request, reply);
};

/** Hands the requests of token endpoints to the fast path, after the hooks and parsers of the route. */
const tryFastPath = (fastify: FastifyInstance, fastPath: FastPath, { clientEndpoints }: Contracts): void => {
  fastify.addHook('preHandler', (request, reply, next) => {
    const endpoint = clientEndpoints.get(request.routeOptions.url ?? '');
    if (endpoint) fastPath.take({ endpoint, request, reply, next });
    else next();
  });
};

const measureRequests = (
  fastify: FastifyInstance,
  metrics: Metrics,
  counter: TokenRequestCounter,
  tokenRoutes: ReadonlyMap<string, ContractName>,
): void => {
  fastify.addHook('onResponse', (request, reply, done) => {
    if (!isHealthProbe(request.url)) measure(metrics, request, reply);
    const contract = tokenRoutes.get(request.routeOptions.url ?? '');
    if (contract !== undefined) {
      const outcome = tokenRequestOutcomeFrom(request.portariaOutcome?.outcome);
      metrics.observeTokenRequest({ contract, outcome, seconds: reply.elapsedTime / 1000 });
      counter.count(contract, outcome);
    }
    done();
  });
};

const measure = (metrics: Metrics, request: HttpRequest, reply: HttpReply): void => {
  const { statusCode: status, elapsedTime } = reply;
  const route = request.routeOptions.url ?? 'none';
  metrics.observe({ method: request.method, route, status, seconds: elapsedTime / 1000 });
};

/**
 * Accepts JSON bodies only. Fastify also parses text/plain by itself; here every other type is a
 * 415 with a message that says so. An empty body counts as none, whatever its type: clients send a
 * content type with every request, also with a DELETE. A reader that needs a body reports that it
 * is missing.
 */
const acceptOnlyJson = (fastify: FastifyInstance, textPaths: readonly string[]): void => {
  fastify.removeAllContentTypeParsers();
  const parse = fastify.getDefaultJsonParser('error', 'error');
  fastify.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body: string, done) => {
    const [path = ''] = request.url.split('?');
    const coded = refusalOfCoding(request);
    if (body === '') done(null, undefined);
    else if (coded) done(coded);
    else if (textPaths.includes(path)) done(null, body);
    else if (jsonExcessIn(body) !== null) done(new InvalidJsonBody(body));
    else
      void parse(request, body, (error: Error | null, value?: unknown) => {
        if (error) done(new InvalidJsonBody(body));
        else done(null, value);
      });
  });
};

/** An address that is taken, or that this machine does not have, is the operator's to mend. */
const cannotListen = (error: unknown, { host, port }: Pick<Config['http'], 'host' | 'port'>): unknown => {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  const problem = {
    EADDRINUSE: 'another process uses this port',
    EADDRNOTAVAIL: 'this machine has no such address',
    EACCES: 'this user has no permission',
  }[String(code)];
  if (problem === undefined) return error;
  return new DeploymentError(
    `Cannot listen at ${host}, port ${String(port)}: ${problem}. Check PORTARIA_HOST and PORTARIA_PORT.`,
  );
};

class RunningServer implements Server {
  #closing: Promise<void> | null = null;
  readonly #connections: ConnectionDrain;

  constructor(
    private readonly app: NestFastifyApplication,
    private readonly settings: Config['http'] & { readonly tracing: Tracing | null },
    private readonly report: (reason: DeploymentError) => void,
  ) {
    this.#connections = new ConnectionDrain(app.getHttpServer());
  }

  async listen(): Promise<number> {
    try {
      await this.app.get(Scheduler).start((error) => {
        this.report(error);
        void this.close();
      });
      const { host, port } = this.settings;
      await this.app.listen(port, host).catch((error: unknown) => {
        throw cannotListen(error, { host, port });
      });
    } catch (error) {
      // Jobs and connections would keep the process alive, and no supervisor would start it again.
      await this.close();
      throw error;
    }
    const { port } = this.settings;
    const address = this.app.getHttpServer().address();
    return typeof address === 'object' && address !== null ? address.port : port;
  }

  close(): Promise<void> {
    this.#closing ??= this.drainAndClose();
    return this.#closing;
  }

  private async drainAndClose(): Promise<void> {
    this.app.get(ProcessReadiness).drain();
    if (this.app.getHttpServer().listening) await this.drain(this.settings.drainSeconds * 1000);
    await this.app.close();
    await this.settings.tracing?.close(lastSpansMs);
    await this.app.get(Scheduler).stop();
    // Everything that is still pending is written first.
    await this.app.get(PostgresRefusalLog).close();
    await this.app.get(LastUseRecorder).close();
    await this.app.get(TokenRequestCounter).close();
    await this.app.get(PostgresDigestUpgrader).close();
    await this.app.get(ProcessHeartbeat).close();
    await this.app.get(DatabaseConnections).close();
  }

  private async drain(drainMs: number): Promise<void> {
    await pause(drainMs);
    const enough = new AbortController();
    const drained = this.#connections.drain();
    // A drain period of zero means that no proxy in front of this process could turn to another
    // process.
    if (drainMs === 0) void drained.then(() => enough.abort());
    await pause(drainMsMin, undefined, { signal: enough.signal }).catch(() => undefined);
  }
}
