/** The scripts of the collection, which Postman and newman run. */

/** An event of a folder or a request. */
export interface CollectionEvent {
  readonly listen: 'prerequest' | 'test';
  readonly script: { readonly type: 'text/javascript'; readonly exec: readonly string[] };
}

const eventOf = (listen: CollectionEvent['listen'], text: string): CollectionEvent => ({
  listen,
  script: { type: 'text/javascript', exec: text.trim().split('\n') },
});

/** Whose token a folder uses: the variables of its credentials. */
export interface TokenOwner {
  readonly token: string;
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Gets a token when there is none, or when it ends within a minute, and keeps it for the next requests. */
export const keepToken = ({ token, url, clientId, clientSecret }: TokenOwner): CollectionEvent =>
  eventOf(
    'prerequest',
    `
// Gets a token when there is none, or when it ends within a minute, and keeps it.
const ends = Number(pm.collectionVariables.get('${token}Ends') || 0);
if (ends < Date.now() + 60000) {
  pm.sendRequest(
    {
      url: pm.variables.replaceIn('{{${url}}}/api/auth/token'),
      method: 'POST',
      header: { 'Content-Type': 'application/json' },
      body: {
        mode: 'raw',
        raw: JSON.stringify({
          clientId: pm.variables.get('${clientId}'),
          clientSecret: pm.variables.get('${clientSecret}'),
        }),
      },
    },
    (error, response) => {
      if (error) throw error;
      if (response.code !== 201) throw new Error('No token: ' + response.text());
      const { access_token: text, expires_in: seconds } = response.json();
      pm.collectionVariables.set('${token}', text);
      pm.collectionVariables.set('${token}Ends', String(Date.now() + seconds * 1000));
    },
  );
}`,
  );

/** Checks the status of a response, and keeps what the next requests are about. */
export const checkResponse = (
  statuses: readonly number[],
  saved: Readonly<Record<string, string>> = {},
  forgotten?: string,
): CollectionEvent =>
  eventOf(
    'test',
    [
      `pm.test('is answered as documented', () => pm.expect([${statuses.join(', ')}]).to.include(pm.response.code));`,
      ...Object.entries(saved).map(
        ([variable, place]) =>
          `if (pm.response.code < 300) { const found = '${place}'.split('.').reduce((value, key) => (value ?? {})[key], pm.response.json()); ` +
          `if (typeof found === 'string') pm.collectionVariables.set('${variable}', found); }`,
      ),
      ...(forgotten === undefined ? [] : [`pm.collectionVariables.unset('${forgotten}');`]),
    ].join('\n'),
  );
