/**
 * Distinguishes requests without revealing their content: the digest is keyed, because a request
 * may contain a secret. It is the same in every process.
 */
export abstract class RequestDigester {
  abstract digest(request: string): string;
}
