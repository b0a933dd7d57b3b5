import type { FastifyInstance } from 'fastify';
import type { DocumentationLinks } from '../core/shared/documentation-links.js';
import type { ProcessRole } from '../core/shared/process-role.js';
import { isHealthProbe } from './health-probes.js';
import type { HttpReply, HttpRequest } from './http-messages.js';
import type { OutcomeLog } from './outcome-log.js';
import { sendProblem } from './problem-details/send-problem.js';
import type { TrustedProxy } from './trust/trusted-proxy.js';

/** The paths that processes of management answer, each with everything below it. */
const managementPaths = ['/api/admin', '/api/account', '/oauth/revoke'];
/** What every process answers: the OpenAPI documents of both roles. */
const documentsPath = '/openapi/';
/** Where operators get their tokens, at the admin listener. */
const operatorTokenPath = '/api/auth/token';

const isManagementPath = (path: string): boolean =>
  managementPaths.some((prefix) => path === prefix || path.startsWith(`${prefix}/`));

const details: Readonly<Record<Exclude<ProcessRole, 'all'>, string>> = {
  issue:
    'This process has PORTARIA_ROLE=issue and serves no management. Send this path to a process with PORTARIA_ROLE=manage: ' +
    'PORTARIA_MANAGE_UPSTREAM of NGINX.',
  manage:
    'This process has PORTARIA_ROLE=manage and serves management only. Send this path to a process with PORTARIA_ROLE=issue: ' +
    'PORTARIA_UPSTREAM of NGINX.',
};

/**
 * Answers the requests that belong to processes of the other role: NGINX has sent them to the wrong
 * upstream. The response says so, because nothing else tells it from a misspelt path.
 */
export class RoleRoutes {
  constructor(
    private readonly role: ProcessRole,
    private readonly proxy: TrustedProxy,
    private readonly outcomes: OutcomeLog,
    private readonly links: DocumentationLinks,
  ) {}

  /** Must be called after `TrustedProxy.install`: an untrusted peer learns no role. */
  install(server: FastifyInstance): void {
    const { role } = this;
    if (role === 'all') return;
    server.addHook('onRequest', (request, reply, done) => {
      if (isHealthProbe(request.url) || this.serves(role, request)) done();
      else this.answer(details[role], request, reply);
    });
  }

  private serves(role: Exclude<ProcessRole, 'all'>, request: HttpRequest): boolean {
    const [path = '/'] = request.url.split('?');
    if (path.startsWith(documentsPath)) return true;
    if (role === 'issue') return !isManagementPath(path);
    // By the route and not by the spelling of the path, as in `TrustedProxy`.
    const { url: route } = request.routeOptions;
    if (route === operatorTokenPath) return this.proxy.sourceOf(request).listener === 'admin';
    return isManagementPath(route ?? path);
  }

  private answer(detail: string, request: HttpRequest, reply: HttpReply): void {
    this.outcomes.note(request, { outcome: 'not_found', detail });
    sendProblem(
      { status: 404, headers: {}, code: 'not_found', detail },
      { request, reply, links: this.links },
    );
  }
}
