// Discovers the issuer with openid-client 5, and gets a token with what it says.
const { readFileSync } = require('node:fs');
const { custom, Issuer } = require('openid-client');

const { ISSUER, CLIENT_ID, CLIENT_SECRET, CA_CERT, CLIENT_CERT, CLIENT_KEY } = process.env;
custom.setHttpOptionsDefaults({
  ca: readFileSync(CA_CERT),
  cert: readFileSync(CLIENT_CERT),
  key: readFileSync(CLIENT_KEY),
});
(async () => {
  const issuer = await Issuer.discover(ISSUER);
  const client = new issuer.Client({ client_id: CLIENT_ID, client_secret: CLIENT_SECRET });
  const { access_token: token } = await client.grant({ grant_type: 'client_credentials' });
  const { active } = await client.introspect(token);
  if (active !== true) throw new Error('the token is not active');
  process.stdout.write(token);
})();
