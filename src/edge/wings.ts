import type { HttpReply, HttpRequest } from './http.js';

/** A part of the application whose refusals have words of their own. */
export interface Wing {
  /** With a slash at its end. Everything that begins so is the wing's, and the path without the slash, also where it has no route. */
  readonly prefix: string;
  /** Answers a request that got no answer of its own, whatever threw and however early. */
  end(thrown: unknown, request: HttpRequest, reply: HttpReply): void;
}

/** The wings beside the contracts. Each adds itself when it starts. */
export class Wings {
  readonly #wings: Wing[] = [];

  add(wing: Wing): void {
    this.#wings.push(wing);
  }

  of(path: string): Wing | null {
    return this.#wings.find(({ prefix }) => `${path}/`.startsWith(prefix)) ?? null;
  }
}
