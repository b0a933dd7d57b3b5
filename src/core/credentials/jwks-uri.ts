import { isPublicAddress } from '../shared/public-address.js';

const charactersMax = 1000;
/** An IPv4 address, or an IPv6 address in the brackets of a URL. */
const addressIn = /^(?:\d+\.\d+\.\d+\.\d+|\[.*\])$/;

/**
 * Returns what is wrong with the address of a key set, in words that follow its name; `null` when
 * nothing is. What its name resolves to is checked whenever it is fetched.
 */
export const jwksUriProblem = (text: string): string | null => {
  const url = text.length <= charactersMax && URL.canParse(text) ? new URL(text) : null;
  if (!url) return `must be a URL of at most ${String(charactersMax)} characters`;
  if (url.protocol !== 'https:') return 'must begin with https://';
  if (url.username !== '' || url.password !== '') return 'must contain no user name and no password';
  if (url.hash !== '') return 'must have no fragment';
  // With a dot at its end a name is whole as it is: `localhost.`.
  const hostname = url.hostname.replace(/\.$/, '');
  const isAddress = addressIn.test(hostname);
  if (isAddress ? !isPublicAddress(hostname.replace(/^\[|\]$/g, '')) : !hostname.includes('.'))
    return 'must be at a public address: the gateway fetches from no private or local one';
  return null;
};
