import type { NamedThings, RefusedOperations } from '../../core/audit/audit-event.js';
import { type Actor, atTheCommandLine, type RequestAction } from '../../core/audit/operation.js';
import type { Bearer } from '../../core/tokens/bearer.js';

/** A request of an admitted account, over HTTP, that was refused before any use case was asked. */
export interface RefusedManagementRequest {
  readonly action: RequestAction;
  /** The method, and the path as the route has it: `POST /api/admin/accounts/:account/suspend`. */
  readonly route: string;
  /** What its path names, by the names that the route has for it. */
  readonly path: ReadonlyMap<string, string>;
  /** Nothing of the body or of the query. */
  readonly reason: string;
}

/**
 * Records that an account tried a route that is not theirs, or sent what cannot be understood. Requests without a good token
 * do not come here: they cannot fill the trail.
 */
export class NoteRefusedRequest {
  constructor(private readonly refused: RefusedOperations) {}

  /** Throws `ManagementError('unavailable')`. */
  run(bearer: Bearer, { action, reason, route, path }: RefusedManagementRequest): Promise<void> {
    const { requestId, address } = bearer.source;
    const operation = { ...atTheCommandLine, requestId, address, action, actor: actorOf(bearer) };
    return this.refused.record(operation, reason, { route, ...namedBy(path) });
  }
}

/** Who acts, by their token. */
export const actorOf = ({ accountName: name, accountId, clientId }: Bearer): Actor => ({
  kind: 'account',
  name,
  accountId,
  clientId,
});

/** A fingerprint may be a certificate's or an authority's: it names what is known here. */
const namedBy = (path: RefusedManagementRequest['path']): NamedThings => {
  const fingerprint = path.get('fingerprint');
  return {
    account: path.get('account'),
    clientId: path.get('clientId'),
    kid: path.get('kid'),
    username: path.get('username'),
    ...{ fingerprint, authority: fingerprint, clientCa: fingerprint },
  };
};
