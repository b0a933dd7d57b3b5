import { emptyRequestContext, type RequestAction } from '../../core/audit/operation.js';
import type { NamedTargets, RefusedChangeLog } from '../../core/audit/refused-change-log.js';
import type { Bearer } from '../../core/tokens/bearer.js';
import { actorOf } from './actor-of.js';

/** A request of an admitted account, over HTTP, that was refused before any use case ran. */
export interface RefusedRequest {
  readonly action: RequestAction;
  /**
   * The method, and the path as the route declares it: `POST /api/admin/accounts/:account/suspend`.
   */
  readonly route: string;
  /** The values in the path, by the route's parameter names. */
  readonly path: ReadonlyMap<string, string>;
  /** The reason contains nothing of the body or of the query. */
  readonly reason: string;
}

/**
 * Records that an account tried a route that it may not use, or sent input that cannot be parsed.
 * Requests without a valid token do not reach this class, so they cannot fill the trail.
 */
export class RecordRefusedRequest {
  constructor(private readonly refused: RefusedChangeLog) {}

  /** Records the refusal. Throws `ManagementError('unavailable')`. */
  run(bearer: Bearer, { action, reason, route, path }: RefusedRequest): Promise<void> {
    const { requestId, address } = bearer.source;
    const actor = actorOf(bearer);
    const rights = { managesOperators: false, managesResourceServers: false };
    const operation = { ...emptyRequestContext, requestId, address, action, actor, ...rights };
    return this.refused.record(operation, { reason, groupKey: reason }, { route, ...namedBy(path) });
  }
}

/**
 * Returns the resources that the path names. A fingerprint may be a certificate's or an
 * authority's, so it is looked up as both.
 */
const namedBy = (path: RefusedRequest['path']): NamedTargets => {
  const fingerprint = path.get('fingerprint');
  return {
    account: path.get('account'),
    clientId: path.get('clientId'),
    kid: path.get('kid'),
    approval: path.get('approval'),
    username: path.get('username'),
    ...{ fingerprint, ca: fingerprint, clientCa: fingerprint },
  };
};
