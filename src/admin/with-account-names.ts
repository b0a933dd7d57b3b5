import type { RouteResponse } from '../http/problem-details/route-response.js';

/** A response whose body is a JSON object. */
interface ObjectResponse extends RouteResponse {
  readonly body: object;
}

/** Adds the names of the accounts that a body has by their ids. */
export const withAccountNames = (
  { body, ...response }: ObjectResponse,
  accountNames: Readonly<Record<string, string>>,
): RouteResponse => ({ ...response, body: { ...body, accountNames } });
