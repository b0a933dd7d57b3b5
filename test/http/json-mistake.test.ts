import { deflateSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { jsonMistakeIn } from '../../src/http/json-mistake.js';
import { nearestEndpoint } from '../../src/http/nearest-endpoint.js';

const secret = 'Hunter2-very-secret';

test.each([
  ['a comment before it', `// ours\n{"clientSecret":"${secret}"}`, 'line 1, column 1: a comment'],
  ['a comment after a field', `{"a":1, /* ${secret} */ "b":2}`, 'line 1, column 9: a comment'],
  [
    'single quotation marks',
    `{\n  'clientSecret': '${secret}'}`,
    'line 2, column 3: a single quotation mark',
  ],
  ['a comma at the end', `{\n"a":1,\n}`, 'line 3, column 1: a trailing comma before it'],
  ['a comma at the end of a list', '["a",]', 'line 1, column 6: a trailing comma before it'],
  [
    'a line break in a secret',
    `{"clientSecret":"${secret}\n"}`,
    'line 1, column 37: a line break in a string',
  ],
  ['CRLF in a secret', `{"clientSecret":"${secret}\r\n"}`, 'a line break in a string'],
  ['a tab in a secret', `{"clientSecret":"${secret}\t"}`, 'a control character in a string'],
  ['UTF-16', Buffer.from(`{"a":"${secret}"}`, 'utf16le').toString('utf8'), 'it is UTF-16'],
  ['sent twice', `{"a":"${secret}"}{"a":"${secret}"}`, 'a second object after the first'],
  ['cut off', `{"clientSecret":"${secret}`, 'it ends before it is complete'],
  ['cut off after a colon', '{"clientId":', 'it ends before it is complete'],
  ['nothing but blanks', ' \n ', 'it is empty'],
  ['names without marks', `{clientId:"${secret}"}`, 'line 1, column 2: a name without'],
  ['a text without marks', `{"clientSecret":${secret}}`, 'line 1, column 17: text without'],
  ['the words of Python', '{"a":None}', 'a keyword of another language'],
  ['typographic marks', '{“clientId”:1}', 'a typographic quotation mark'],
  ['a placeholder', '{"clientSecret":${SECRET}}', 'a placeholder'],
  ['a placeholder of Postman', '{"clientSecret":{{secret}}}', 'a placeholder'],
  ['a comma that is missing', '{"a":"1" "b":"2"}', 'a comma or a colon is missing'],
  ['a colon that is missing', '{"a" "1"}', 'a comma or a colon is missing'],
  ['a backslash in a secret', '{"a":"C:\\x"}', 'a backslash that escapes nothing'],
  ['escaped once too often', '{\\"a\\":\\"1\\"}', 'it was escaped twice'],
  ['the quotation of cmd.exe', `'{clientSecret:${secret}}'`, 'which the Windows shell does not remove'],
  ['a file that curl did not read', '@request.json', 'it is the name of a file'],
  ['a form', `clientId=a&clientSecret=${secret}`, 'it is form-encoded'],
  [
    'multipart',
    `--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n${secret}\r\n--x--`,
    'multipart/form-data',
  ],
  [
    'multipart, as curl -F writes it under another Content-Type',
    `--x\r\nContent-Disposition: attachment; name="a"\r\n\r\n${secret}\r\n--x--`,
    'multipart/form-data',
  ],
  ['gzip', gzipSync(`{"a":"${secret}"}`).toString('utf8'), 'it is compressed'],
  ['zlib', deflateSync(`{"a":"${secret}"}`).toString('utf8'), 'it is compressed'],
  ['base64', Buffer.from(`{"a":"${secret}"}`).toString('base64'), 'it is base64'],
  ['base64 with padding', Buffer.from(`{"a":"${secret}1"}`).toString('base64'), 'it is base64'],
  ['base64 of indented JSON', Buffer.from(`{\n "a":"${secret}"}`).toString('base64'), 'it is base64'],
  ['percent-encoded', encodeURIComponent(`{"a":"${secret}"}`), 'it is percent-encoded'],
  ['an object that JavaScript printed', '[object Object]', 'JSON.stringify'],
  ['an array that PHP printed', 'Array', 'json_encode'],
  ['an equals sign', `{"a"="${secret}"}`, 'line 1, column 5: an equals sign'],
  ['a semicolon', `{"a":"${secret}";"b":1}`, 'a semicolon'],
  ['XML', '<a/>', 'it is XML or HTML'],
  ['a PEM file', '-----BEGIN CERTIFICATE-----\nMII', 'it is a PEM file'],
])('%s: the mistake is named, and nothing of the text is repeated', (_name, text, words) => {
  const mistake = jsonMistakeIn(text);
  expect(mistake).toContain(words);
  expect(mistake).not.toContain(secret.slice(0, 7));
  // RFC 6749 section 5.2: what error_description may consist of.
  expect(mistake).toMatch(/^[\x20\x21\x23-\x5b\x5d-\x7e]+$/);
});

test('JSON has no mistake', () => {
  for (const text of ['{}', '[1,2]', '"x"', ' {"a":"\\n"} ']) expect(jsonMistakeIn(text)).toBeNull();
});

test.each(['[', '{"a":', '"', '\\', "'", '/*', 'a', '\n'])(
  '16 kB of %j take no longer than any others',
  (piece) => {
    const start = performance.now();
    jsonMistakeIn(piece.repeat(16_384 / piece.length));
    expect(performance.now() - start).toBeLessThan(300);
  },
);

const endpoints = ['/api/auth/token', '/api/auth/whoami', '/oauth/token'];
test.each([
  ['/auth/token', '/api/auth/token'],
  ['/api/auth/token/', '/api/auth/token'],
  ['//api//auth/token', '/api/auth/token'],
  ['/API/Auth/Token', '/api/auth/token'],
  ['/api/auth/tokens', '/api/auth/token'],
  ['/v1/oauth/token', '/oauth/token'],
  ['/whoami', '/api/auth/whoami'],
  ['/', null],
  ['/wp-login.php', null],
])('the endpoint that %s was meant for is %s', (path, endpoint) => {
  expect(nearestEndpoint(path, endpoints)).toBe(endpoint);
});

/** Found by an attacker: the place of the mistake in such a body took 10 ms of the process. */
test.each(['[[],', '[1,', '{"":1,', '{"a":\n'])('16 kB of %j is refused without the place', (piece) => {
  expect(jsonMistakeIn(piece.repeat(16_000 / piece.length))).toBeNull();
});

test('the place is found in a long text that has few values: a certificate with its line breaks', () => {
  const pem = `-----BEGIN CERTIFICATE-----\n${`${'A'.repeat(64)}\n`.repeat(200)}-----END CERTIFICATE-----`;
  expect(jsonMistakeIn(`{"pem":"${pem}"}`)).toContain('a line break in a string');
});
