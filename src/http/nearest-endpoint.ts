import { suggestionsFor } from '../config/suggestions.js';

const mistakesMax = 3;
const pathCharactersMax = 100;

/**
 * Returns the endpoint that a path was probably meant for: the same but for case, repeated and
 * trailing slashes; the end of an endpoint, or one with something before it; or one with a few
 * mistakes. `null` when there is none.
 */
export const nearestEndpoint = (path: string, endpoints: readonly string[]): string | null => {
  const sent = path.slice(0, pathCharactersMax).toLowerCase().replaceAll(/\/+/g, '/').replace(/\/$/, '');
  if (sent.length < 3) return null;
  const bySpelling = endpoints.find((endpoint) => endpoint.toLowerCase() === sent);
  const byEnd = endpoints.find((endpoint) => endpoint.endsWith(sent) || sent.endsWith(endpoint));
  return bySpelling ?? byEnd ?? suggestionsFor(sent, endpoints, mistakesMax)[0] ?? null;
};
