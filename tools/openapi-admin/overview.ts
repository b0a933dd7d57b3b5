import { searchQuery } from '../../src/admin/search.controller.js';
import type { Operations } from '../openapi/operation.js';
import { ok } from '../openapi/success.js';
import { overview } from '../openapi-bodies/overview.js';
import { searchResult } from '../openapi-bodies/search.js';

/** Operations of the admin API. */
export const overviewAndSearch: Operations = {
  'GET /overview': {
    id: 'showOverview',
    summary: 'Show the state of the gateway',
    description:
      'Read at the time of the request. A process is `missing` if it has not been seen for 30 seconds and did not shut down.',
    success: ok('What expires, the signing keys, the processes and the database.', overview),
  },
  'GET /search': {
    id: 'search',
    summary: 'Search everything',
    description:
      'By the beginnings of the words of an account name, a CNPJ or its first 8 characters, an account id, a client id, ' +
      'at least 8 hex digits of a fingerprint, a token id, or the request id of a rejected request.',
    query: searchQuery,
    hasLanguages: true,
    success: ok('At most 20 items: what an id names first, accounts by their names last.', searchResult),
  },
};
