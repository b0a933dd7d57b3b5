import type { Actor, Circumstances } from '../core/deed.js';
import type { UseCases } from './use-cases.js';

/** The use cases on a database. */
export abstract class Management {
  /** The use cases of one actor: whatever they change is his doing. Costs nothing. */
  abstract as(actor: Actor, circumstances?: Circumstances): UseCases;
  /** Ends the connections. */
  abstract close(): Promise<void>;
}
