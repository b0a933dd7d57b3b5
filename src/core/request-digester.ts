/** Tells requests apart without telling what they say: keyed, since a secret may be in one. The same in every process. */
export abstract class RequestDigester {
  abstract digest(request: string): string;
}
