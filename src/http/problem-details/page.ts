import { z } from 'zod';
import { parseTimePosition, textOfTimePosition, type TimePosition } from '../../core/shared/time-position.js';
import type { RouteResponse } from './route-response.js';

const defaultLimit = 50;
const limitMax = 200;
const idGrammar = /^[1-9][0-9]{0,17}$/;

/** The requested part of a list: `limit` items after the one that the cursor names. */
export interface Page {
  readonly limit: number;
  /** The id of the last item on the previous page; `null` to start at the beginning. */
  readonly after: string | null;
}

const notACursor = 'must be the nextCursor of the previous page';

const limit = z
  .string()
  .regex(/^[1-9][0-9]{0,2}$/, { error: `must be 1 to ${limitMax}` })
  .transform(Number)
  .refine((items) => items <= limitMax, { error: `must be 1 to ${limitMax}` })
  .default(defaultLimit);

/** Builds the query fields of a list whose items are identified by ids of this grammar. */
const pageFieldsOf = (grammar: RegExp) => ({
  limit,
  cursor: z
    .string()
    .transform(idOfCursor)
    .refine((id) => grammar.test(id), { error: notACursor })
    .nullable()
    .default(null),
});

/** The query fields of every list. */
export const pageFields = pageFieldsOf(idGrammar);

/** The query fields of lists that are ordered by a name. */
export const namedPageFields = pageFieldsOf(/^[\x21-\x7e]{1,128}$/);

/** The query fields of lists that are ordered by a time, then by id. */
export const timedPageFields = {
  limit,
  cursor: z
    .string()
    .transform((cursor, context): TimePosition => {
      const position = parseTimePosition(idOfCursor(cursor));
      if (position) return position;
      context.addIssue({ code: 'custom', message: notACursor });
      return z.NEVER;
    })
    .nullable()
    .default(null),
};

function idOfCursor(cursor: string): string {
  const id = Buffer.from(cursor, 'base64url').toString('latin1');
  return cursorOf(id) === cursor ? id : '';
}

const cursorOf = (id: string): string => Buffer.from(id, 'latin1').toString('base64url');

/** A response with a part of a list, and the cursor of the next part. */
export interface PageResponse extends RouteResponse {
  readonly body: { readonly items: readonly unknown[]; readonly nextCursor: string | null };
}

/**
 * Builds a page from one item more than the limit, if there are as many; the extra item shows that
 * there is a next page.
 */
export const pageResponse = <Item>(
  found: readonly Item[],
  limit: number,
  idOf: (item: Item) => string,
  toBody: (item: Item) => unknown = (item) => item,
): PageResponse => {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  const nextCursor = last !== undefined && found.length > limit ? cursorOf(idOf(last)) : null;
  return { body: { items: items.map((item) => toBody(item)), nextCursor } };
};

/** Builds a page of a list that is ordered by a time, as `pageResponse` does. */
export const timedPageResponse = <Item>(
  found: readonly Item[],
  limit: number,
  positionOf: (item: Item) => TimePosition,
): PageResponse => pageResponse(found, limit, (item) => textOfTimePosition(positionOf(item)));

/** Builds a page of a list that is short enough to be read whole. */
export const pageOfAll = (all: readonly { readonly id: string }[], { limit, after }: Page): RouteResponse => {
  const inOrder = all.toSorted((one, other) => (BigInt(one.id) < BigInt(other.id) ? -1 : 1));
  const behind = inOrder.filter(({ id }) => after === null || BigInt(id) > BigInt(after));
  return pageResponse(behind, limit, ({ id }) => id);
};

/**
 * Builds a page of a whole list that is ordered by name. The order is that of the bytes, which is
 * the same on every machine.
 */
export const pageOfNamed = <Item>(
  all: readonly Item[],
  nameOf: (item: Item) => string,
  { limit, after }: Page,
): RouteResponse => {
  const inOrder = all.toSorted((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1));
  return pageResponse(
    inOrder.filter((item) => after === null || nameOf(item) > after),
    limit,
    nameOf,
  );
};
