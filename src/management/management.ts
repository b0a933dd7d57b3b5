import type { Actor, Circumstances } from '../core/deed.js';
import type { Owner } from '../core/own-account.js';
import type { Bearer } from '../core/tokens/bearer.js';
import type { RefusedRequest } from './note-refused-request.js';
import type { OwnCases } from './own-cases.js';
import type { UseCases } from './use-cases.js';

/** The use cases on a database. */
export abstract class Management {
  /** The use cases of one actor: whatever they change is his doing. Costs nothing. */
  abstract as(actor: Actor, circumstances?: Circumstances): UseCases;
  /** What an account does for itself: of everything that is not its own, nothing is there. */
  abstract ownedBy(owner: Owner, actor: Actor, circumstances?: Circumstances): OwnCases;
  /** Writes down a request that was refused before any use case was asked. Throws `ManagementError('unavailable')`. */
  abstract noteRefused(bearer: Bearer, request: RefusedRequest): Promise<void>;
  /** Ends the connections. */
  abstract close(): Promise<void>;
}
