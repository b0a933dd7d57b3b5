import { api, bodyOf, type Schemas } from '../api/client.js';

type Hit = Schemas['SearchResult']['items'][number];

export interface Found {
  readonly kind: Hit['type'];
  /** What is shown of it. */
  readonly text: string;
  /** Where it is in the console. */
  readonly to: string;
}

/**
 * Finds whatever a support call brings.
 *
 * @throws ApiError when the search fails; that nothing is found is no failure
 */
export const find = async (typed: string): Promise<readonly Found[]> => {
  const q = searchable(typed.trim());
  const { items } = await bodyOf(api.GET('/api/admin/search', { params: { query: { q } } }));
  return items.map((hit) => ({ kind: hit.type, ...placeOf(hit) }));
};

const charactersMax = 200;

/** A whole line of a log or a whole response may be pasted: what is meant is the request id in it. */
const searchable = (line: string): string =>
  line.length > charactersMax ? (/(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])/i.exec(line)?.[0] ?? line) : line;

const placeOf = (hit: Hit): Omit<Found, 'kind'> => {
  switch (hit.type) {
    case 'account':
      return { text: `${hit.name} (${hit.accountId})`, to: `/accounts/${hit.accountId}` };
    case 'credential':
      return {
        text: `${hit.clientId}: ${hit.accountName}`,
        to: `/accounts/${hit.accountId}?tab=credentials`,
      };
    case 'certificate':
      return { text: hit.subject, to: `/certificates/${hit.fingerprint}` };
    case 'token':
      return {
        text: `${hit.tokenId} (${hit.contract})`,
        to: `/accounts/${hit.accountId}?tab=tokens&token=${hit.tokenId}`,
      };
    case 'refusal':
      return { text: `${hit.requestId}: ${hit.happened}`, to: `/rejected?id=${hit.requestId}` };
  }
};
