import { explainReason } from '../../core/refusals/explain-reason.js';
import type { RefusalHit, SearchHit, SearchTerms } from '../../core/search/search-reader.js';
import {
  accountIdFrom,
  clientIdFrom,
  fingerprintStartFrom,
  givenTokenIdFrom,
  requestIdFrom,
} from '../../core/shared/ids.js';
import type { Language } from '../../core/shared/language.js';
import type { Reads } from '../../core/shared/unit-of-work.js';
import { invalid, parseLine } from '../fields.js';

const hitsMax = 20;
const charactersMin = 2;
const wordsMax = 8;
/** The first eight characters of a CNPJ are those of the company, the others of its branch. */
const taxIdStartGrammar = /^[0-9A-Z]{8,14}$/;

/** A rejected request that was found, with what happened in words. */
interface ExplainedRefusalHit extends RefusalHit {
  readonly happened: string;
}

type ExplainedHit = Exclude<SearchHit, RefusalHit> | ExplainedRefusalHit;

/** What was found; `more`: there is more than is shown. */
export interface SearchResult {
  readonly items: readonly ExplainedHit[];
  readonly more: boolean;
}

/**
 * Searches accounts, credentials, certificates, tokens and rejected requests at once, by whatever a
 * support call brings. This folder owns what a text may be; it must never read without an index.
 */
export class Search {
  constructor(private readonly database: Reads) {}

  /** Throws `ManagementError('invalid')` for a text that nothing can be found by. */
  async run(text: string, language: Language = 'en'): Promise<SearchResult> {
    const line = parseLine(text, 'q');
    if (line.length < charactersMin)
      throw invalid('q', `must have at least ${String(charactersMin)} characters`);
    const found = await this.database.read((tx) => tx.search.find(termsOf(line), hitsMax + 1));
    const items = found.slice(0, hitsMax).map((hit) => explained(hit, language));
    return { items, more: found.length > hitsMax };
  }
}

const explained = (hit: SearchHit, language: Language): ExplainedHit =>
  hit.type === 'refusal'
    ? { ...hit, happened: explainReason('operator', hit.reason, language).happened }
    : hit;

/** A header or a member of JSON is often pasted as a whole: `x-request-id: 5f0c...`. A fingerprint has more digits. */
const requestIdIn = (line: string): string =>
  /(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])/i.exec(line)?.[0] ?? line;

const termsOf = (line: string): SearchTerms => {
  const bare = line.toUpperCase().replaceAll(/[./-]/g, '');
  const words = line.split(/[^\p{L}\p{M}\p{N}]+/u).filter((word) => word !== '');
  return {
    words: words.length > 0 ? words.slice(0, wordsMax).join(' ') : null,
    accountId: accountIdFrom(line),
    taxIdStart: taxIdStartGrammar.test(bare) ? bare : null,
    clientId: clientIdFrom(line),
    fingerprintStart: fingerprintStartFrom(line),
    tokenId: givenTokenIdFrom(line.toLowerCase()),
    requestId: requestIdFrom(requestIdIn(line).toLowerCase()),
  };
};
