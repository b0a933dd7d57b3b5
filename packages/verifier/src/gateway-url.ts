const loopback = /^(localhost|127(\.[0-9]{1,3}){3}|\[::1\])$/;

/**
 * Parses an address whose keys and answers may be trusted: https, or http on the same machine.
 * `where` names the option or document that contains it. Throws `TypeError`.
 */
export const publicUrl = (text: unknown, where: string): URL => {
  const url = typeof text === 'string' && URL.canParse(text) ? new URL(text) : null;
  if (!url) throw new TypeError(`${where}: give a URL, such as https://auth.example.com.`);
  const isSafe = url.protocol === 'https:' || (url.protocol === 'http:' && loopback.test(url.hostname));
  // An attacker who could change the answer on its way could sign tokens.
  if (!isSafe) throw new TypeError(`${where}: must begin with https://; http is only for localhost.`);
  if (url.username || url.password || url.hash)
    throw new TypeError(`${where}: must have no user, password or fragment.`);
  return url;
};
