import { v7 } from 'uuid';
import { tokenIdFrom, type TokenId } from '../core/ids.js';
import { TokenNamer } from '../core/ports.js';

/** UUIDv7 of the database's instant, so that ids sort as the tokens were issued whichever process issued them. */
export class UuidTokenNamer extends TokenNamer {
  name(nowMs: number): TokenId {
    return tokenIdFrom(v7({ msecs: Math.floor(nowMs) }));
  }
}
