import type { BookRevoker, Books } from '../core/books.js';
import type { Held } from '../core/held.js';
import type { KeySmith } from '../core/key-smith.js';
import type { NewKey, RingKey } from '../core/signing-key.js';
import { keyInRing } from './key-in-ring.js';

export interface DroppedKey {
  readonly dropped: RingKey;
  /** What signs now instead; `null` when the dropped key was not the active one. */
  readonly successor: RingKey | null;
}

/** Ends a signing key at once, and all tokens that it signed: somebody else may have it. */
export class DropKey {
  constructor(
    private readonly books: Books,
    private readonly smith: KeySmith,
  ) {}

  /** Resolves when no process issues a token under it any more. Dropping it again is harmless. */
  async run(kid: string): Promise<DroppedKey> {
    // Made before anything is held, since an RSA key takes its time.
    const { algorithm } = keyInRing(await this.books.read((books) => books.keys()), kid);
    const spare = await this.smith.make(algorithm);
    return this.books.revoke(async (books) => dropWithin(books, kid, spare));
  }
}

const dropWithin = async (books: BookRevoker, kid: string, spare: NewKey): Promise<DroppedKey> => {
  const ring = await books.holdKeys();
  const key = keyInRing(ring, kid);
  await books.dropKey(ring, kid);
  const successor = key.state === 'active' ? await succeed(books, { ring, key, spare }) : null;
  const after = await books.keys();
  return {
    dropped: keyInRing(after, kid),
    successor: successor === null ? null : keyInRing(after, successor),
  };
};

/** The key that was published already, since all know it; without one the spare. */
const succeed = async (
  books: BookRevoker,
  { ring, key, spare }: { ring: Held<readonly RingKey[]>; key: RingKey; spare: NewKey },
): Promise<string> => {
  const waiting = ring.find((one) => one.state === 'next' && one.algorithm === key.algorithm);
  if (waiting) await books.activateKey(ring, waiting.kid);
  else await books.publishKey(ring, spare, 0);
  return waiting?.kid ?? spare.kid;
};
