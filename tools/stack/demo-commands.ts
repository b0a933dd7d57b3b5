/** Commands for the person who started the stack, with the ids and secrets of the demo. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { demoFile } from '../../src/cli/deployment/ensure-demo.js';

/** Returns a command that shows that the gateway works, to be copied and pasted. */
export const curlCommand = async (home: string): Promise<string> => {
  const demo = await readDemo(home);
  return tokenCommand(demo, '-i');
};

/** Returns the same for the API behind the gateway: it gets a token and uses it there. */
export const apiCurlCommand = async (home: string): Promise<string> => {
  const demo = await readDemo(home);
  return [
    `TOKEN=$(${tokenCommand(demo, '-s')} | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')`,
    [
      `curl -i ${connectionOf(demo)}`,
      '  -X PUT -H "Authorization: Bearer $TOKEN"',
      `  ${String(demo['PORTARIA_URL'])}/cob/abc123`,
    ].join(' \\\n'),
  ].join('\n');
};

type Demo = Readonly<Record<string, string | undefined>>;

const readDemo = async (home: string): Promise<Demo> =>
  parseEnv(await readFile(join(home, demoFile), 'utf8'));

const connectionOf = (demo: Demo): string =>
  [
    `--cacert '${String(demo['PORTARIA_CA_CERT'])}'`,
    `  --cert '${String(demo['PORTARIA_CLIENT_CERT'])}' --key '${String(demo['PORTARIA_CLIENT_KEY'])}'`,
  ].join(' \\\n');

const tokenCommand = (demo: Demo, option: string): string => {
  const body = JSON.stringify({
    clientId: demo['PORTARIA_CLIENT_ID'],
    clientSecret: demo['PORTARIA_CLIENT_SECRET'],
  });
  return [
    `curl ${option} ${connectionOf(demo)}`,
    `  -H 'Content-Type: application/json'`,
    `  -d '${body}'`,
    `  ${String(demo['PORTARIA_URL'])}/api/auth/token`,
  ].join(' \\\n');
};
