// The request behind each golden file with an error.
/** The request of every golden file with an error, as its test sends it: line, headers, body. */
const json = 'Content-Type: application/json';
const form = 'Content-Type: application/x-www-form-urlencoded';
const avista = 'POST /api/auth/token';
const pix = 'POST /oauth/token';
const realm = 'POST /auth/realms/apiax/protocol/openid-connect/token';
const service = ['POST /avxapi/acctmgmt-get-service-token', 'Authorization: Basic ...', form, ''];
const serviceGrant = [...service, 'grant_type=Client_Credentials'];
const login = 'grant_type=password&client_id=integration-api&username=ana%40loja.example&password=...';
const credential = '{"clientId":"account-1-0a1b2c3d","clientSecret":"..."}';
const pixCredential =
  '{"grant_type":"client_credentials","clientId":"account-1-0a1b2c3d","clientSecret":"..."}';

export const goldenRequests = {
  'test/contracts/avista/golden/400-certificate-form-encoded.http': [
    avista,
    json,
    'X-SSL-Client-Cert: -----BEGIN+CERTIFICATE-----%0A...',
    '',
    credential,
  ],
  'test/contracts/avista/golden/400-certificate-malformed.http': [
    avista,
    json,
    'X-SSL-Client-Cert: not%20a%20certificate',
    '',
    credential,
  ],
  'test/contracts/avista/golden/400-certificate-missing-header.http': [avista, json, '', credential],
  'test/contracts/avista/golden/400-certificate-missing.http': [avista, json, '', credential],
  'test/contracts/avista/golden/400-fields.http': [avista, json, '', '{}'],
  'test/contracts/avista/golden/400-not-json.http': [avista, json, '', '{'],
  'test/contracts/avista/golden/401.http': [
    avista,
    json,
    '',
    '{"clientId":"account-1-0a1b2c3d","clientSecret":"wrong-secret"}',
  ],
  'test/contracts/avista/golden/404.http': ['GET /api/auth/nothing'],
  'test/contracts/avista/golden/404.refusal.http': [
    'GET /api/auth/refusals/33333333333333333333333333333333',
  ],
  'test/contracts/avista/golden/405.http': ['GET /api/auth/token'],
  'test/contracts/avista/golden/413.http': [avista, json, '', '(17,000 characters)'],
  'test/contracts/avista/golden/415.http': [avista, 'Content-Type: text/plain', '', 'a=b'],
  'test/contracts/pix/golden/400-content-type.http': [pix, 'Content-Type: text/plain', '', 'x'],
  'test/contracts/pix/golden/400-invalid-client-no-certificate.http': [pix, json, '', pixCredential],
  'test/contracts/pix/golden/400-invalid-client.http': [pix, json, '', pixCredential],
  'test/contracts/pix/golden/400-invalid-request.http': [pix, json, '', '{}'],
  'test/contracts/pix/golden/400-invalid-scope.http': [
    pix,
    form,
    '',
    'grant_type=client_credentials&scope=admin:read&client_id=...&client_secret=...',
  ],
  'test/contracts/pix/golden/400-repeated.http': [pix, form, '', 'scope=a&scope=b'],
  'test/contracts/pix/golden/400-unauthorized-client.http': [pix, json, '', pixCredential],
  'test/contracts/pix/golden/400-unsupported-grant-type.http': [
    pix,
    form,
    '',
    'grant_type=password&client_id=...&client_secret=...',
  ],
  'test/contracts/pix/golden/401-invalid-client.http': [
    pix,
    form,
    'Authorization: Basic ...',
    '',
    'grant_type=client_credentials',
  ],
  'test/contracts/pix/golden/405.http': ['GET /oauth/token'],
  'test/contracts/pix/golden/413.http': [pix, form, '', '(17,000 characters)'],
  'test/contracts/realm/golden/400-content-type.http': [realm, json, '', '{}'],
  'test/contracts/realm/golden/400-invalid-client.http': [
    realm,
    form,
    '',
    login.replace('integration-api', 'x'),
  ],
  'test/contracts/realm/golden/400-invalid-grant-password.http': [realm, form, '', login],
  'test/contracts/realm/golden/400-invalid-grant-refresh.http': [
    realm,
    form,
    '',
    'grant_type=refresh_token&client_id=integration-api&refresh_token=x',
  ],
  'test/contracts/realm/golden/400-invalid-request.http': [realm, form, '', 'grant_type=password'],
  'test/contracts/realm/golden/400-invalid-scope.http': [realm, form, '', `${login}&scope=admin:read`],
  'test/contracts/realm/golden/400-repeated.http': [realm, form, '', 'scope=a&scope=b'],
  'test/contracts/realm/golden/400-unsupported-grant-type.http': [
    realm,
    form,
    '',
    login.replace('password', 'client_credentials'),
  ],
  'test/contracts/realm/golden/404.http': [realm.replace('apiax', 'x'), form, '', login],
  'test/contracts/realm/golden/405.http': [realm.replace('POST', 'GET')],
  'test/contracts/realm/golden/413.http': [realm, form, '', '(17,000 characters)'],
  'test/contracts/service-token/golden/400-invalid.http': [...service, 'grant_type=password'],
  'test/contracts/service-token/golden/400-unknown-client.http': serviceGrant,
  'test/contracts/service-token/golden/400-wrong-secret.http': serviceGrant,
  'test/contracts/service-token/golden/413.http': [...service, 'grant_type=(17,000 characters)'],
  'test/http/nginx/golden/400-plain-http.http': ['POST http://localhost:8443/api/auth/token'],
  'test/http/nginx/golden/400.http': ['NOT HTTP AT ALL'],
  'test/http/nginx/golden/401.http': [avista],
  'test/http/nginx/golden/404.http': ['POST /nowhere'],
  'test/http/nginx/golden/405-nowhere.http': ['FOO /'],
  'test/http/nginx/golden/405-token.http': ['FOO /api/auth/token'],
  'test/http/nginx/golden/405-trace.http': ['TRACE /api/auth/token'],
  'test/http/nginx/golden/405-whoami.http': ['FOO /api/auth/whoami'],
  'test/http/nginx/golden/412.http': ['GET /docs/', 'If-Match: "1"'],
  'test/http/nginx/golden/413.http': [avista, '', '(16,385 characters)'],
  'test/http/nginx/golden/414.http': ['POST /?xxx... (40,000 characters)'],
  'test/http/nginx/golden/429.http': [avista],
  'test/http/nginx/golden/431.http': [avista, 'X-Long: xxx... (40,000 characters)'],
  'test/http/nginx/golden/500.http': [avista],
  'test/http/nginx/golden/503.http': [avista],
};
