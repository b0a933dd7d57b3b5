const loopback = /^(localhost|127(\.[0-9]{1,3}){3}|\[::1\])$/;

/**
 * An address that keys or answers may be believed from: https, or http on this very machine. `where` names the option or document that it is
 * from. Throws `TypeError`.
 */
export const gatewayUrl = (text: unknown, where: string): URL => {
  const url = typeof text === 'string' && URL.canParse(text) ? new URL(text) : null;
  if (!url) throw new TypeError(`${where}: give a URL, such as https://auth.example.com.`);
  const isSafe = url.protocol === 'https:' || (url.protocol === 'http:' && loopback.test(url.hostname));
  // Whoever could change the answer on its way could sign tokens.
  if (!isSafe) throw new TypeError(`${where}: must begin with https://; http is for localhost alone.`);
  if (url.username || url.password || url.hash)
    throw new TypeError(`${where}: must have no user, password or fragment.`);
  return url;
};
