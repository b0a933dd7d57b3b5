/** Tries the address of a key set before a client depends on it. */
export abstract class KeySetProbe {
  /** Returns why no keys can be had there now, in words; `null` when they can. Never throws. */
  abstract problemAt(uri: string): Promise<string | null>;
}
