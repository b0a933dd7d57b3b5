import type { NamedThings, RefusedDeeds } from '../core/audit-event.js';
import type { Books } from '../core/books.js';
import { atTheCommandLine, type RequestAction } from '../core/deed.js';
import type { Bearer } from '../core/tokens/bearer.js';

/** A request of somebody known, over HTTP, that was refused before any use case was asked. */
export interface RefusedRequest {
  readonly action: RequestAction;
  /** The method, and the path as the route has it: `POST /api/admin/accounts/:account/suspend`. */
  readonly route: string;
  /** What its path names, by the names that the route has for it. */
  readonly path: ReadonlyMap<string, string>;
  /** Nothing of the body or of the query. */
  readonly reason: string;
}

/**
 * Writes down that somebody tried a door that is not his, or sent what cannot be understood. No stranger's request comes here: who
 * has no good token cannot fill the trail.
 */
export class NoteRefusedRequest {
  constructor(
    private readonly books: Books,
    private readonly refused: RefusedDeeds,
  ) {}

  /** Throws `ManagementError('unavailable')`. */
  async run({ accountId, clientId, origin }: Bearer, request: RefusedRequest): Promise<void> {
    const account = await this.books.read((books) => books.account(accountId));
    const { requestId, address } = origin;
    await this.refused.note(
      {
        ...atTheCommandLine,
        ...{ requestId, address, action: request.action },
        actor: { kind: 'account', name: account?.name ?? clientId, accountId, clientId },
      },
      request.reason,
      { route: request.route, ...namedBy(request.path) },
    );
  }
}

/** A fingerprint may be a certificate's or an authority's: it names what is in the books. */
const namedBy = (path: RefusedRequest['path']): NamedThings => {
  const fingerprint = path.get('fingerprint');
  const named = {
    account: path.get('account'),
    clientId: path.get('clientId'),
    kid: path.get('kid'),
    username: path.get('username'),
    ...{ fingerprint, authority: fingerprint, clientCa: fingerprint },
  };
  return Object.fromEntries(Object.entries(named).filter(([, text]) => text !== undefined));
};
