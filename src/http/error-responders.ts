import type { HttpReply, HttpRequest } from './http-messages.js';

/**
 * An error responder: answers the errors of one part of the application in that part's own form.
 */
export interface ErrorResponder {
  /**
   * The path prefix, with a slash at its end. Every path that begins with it belongs to this
   * responder, and so does the path without the slash, also where there is no route.
   */
  readonly prefix: string;
  /** Answers a request that has no answer yet, whatever was thrown and however early. */
  respond(thrown: unknown, request: HttpRequest, reply: HttpReply): void;
}

/** The error responders beside the contracts. Each adds itself when it starts. */
export class ErrorResponders {
  readonly #responders: ErrorResponder[] = [];

  add(responder: ErrorResponder): void {
    this.#responders.push(responder);
  }

  of(path: string): ErrorResponder | null {
    return this.#responders.find(({ prefix }) => `${path}/`.startsWith(prefix)) ?? null;
  }
}
