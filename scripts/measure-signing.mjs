// What RS256 signatures do to HS256 requests beside them: docs/adr/0013. Needs `npm run build`; then
//
//   npx node scripts/measure-signing.mjs [seconds]
//
// One process answers /hs and /rs over HTTP and does nothing but sign; another asks: one connection for HS256, whose latency is
// measured, and eight for RS256, each asking again as soon as it has its answer.
import { fork } from 'node:child_process';
import { createPrivateKey, createSecretKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { Agent, createServer, get } from 'node:http';
import { JwtService } from '@nestjs/jwt';
import { JwtSigner } from '../dist/src/crypto/tokens/jwt-signer.js';

const seconds = Number(process.argv[2] ?? 5);
const rsaConnections = 8;
const [oneAtOnce, fourAtOnce] = ['JwtSigner, one at once', 'JwtSigner, four at once'];

const claims = () => {
  const iat = Math.floor(Date.now() / 1000);
  return {
    iss: 'https://auth.example.com',
    aud: 'api',
    sub: '1',
    client_id: 'account-1-00000000',
    iat,
    exp: iat + 3600,
  };
};

const serve = (way) => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const der = privateKey.export({ type: 'pkcs8', format: 'der' });
  const keys = {
    HS256: { kid: 'hs-1', algorithm: 'HS256', key: createSecretKey(randomBytes(32)) },
    RS256: {
      kid: 'rs-1',
      algorithm: 'RS256',
      key: createPrivateKey({ key: der, type: 'pkcs8', format: 'der' }),
    },
  };
  const signer = new JwtSigner({ active: (algorithm) => keys[algorithm] }, way === fourAtOnce ? 4 : 1);
  const jwt = new JwtService({
    privateKey: keys.RS256.key,
    signOptions: { algorithm: 'RS256', keyid: 'rs-1' },
  });
  const signBeside = async () =>
    (await signer.sign(JSON.stringify(claims()), { algorithm: 'RS256', typ: 'JWT' })).text;
  const rsa = {
    'nothing beside': () => '',
    'JwtService.sign': () => jwt.sign(claims()),
    'JwtService.signAsync': () => jwt.signAsync(claims()),
    [oneAtOnce]: signBeside,
    [fourAtOnce]: signBeside,
  }[way];
  const server = createServer(async ({ url }, response) => {
    response.end(
      url === '/rs'
        ? await rsa()
        : signer.sign(JSON.stringify(claims()), { algorithm: 'HS256', typ: 'JWT' }).text,
    );
  });
  server.listen(0, '127.0.0.1', () => process.send(server.address().port));
};

const askOnce = (agent, port, path) =>
  new Promise((resolve, reject) => {
    get({ agent, host: '127.0.0.1', port, path }, (response) => {
      response.resume();
      response.on('end', resolve);
    }).on('error', reject);
  });

/** Asks until then; resolves to the milliseconds of each answer. */
const askOn = async (port, path, untilMs) => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const taken = [];
  while (performance.now() < untilMs) {
    const start = performance.now();
    await askOnce(agent, port, path);
    taken.push(performance.now() - start);
  }
  agent.destroy();
  return taken.sort((one, other) => one - other);
};

const measure = async (way) => {
  const child = fork(import.meta.filename, ['serve', way]);
  const port = await new Promise((resolve) => child.once('message', resolve));
  const idle = way === 'nothing beside';
  await askOn(port, '/hs', performance.now() + 500);
  const untilMs = performance.now() + seconds * 1000;
  const load = Array.from({ length: idle ? 0 : rsaConnections }, () => askOn(port, '/rs', untilMs));
  const taken = await askOn(port, '/hs', untilMs);
  const rsaAnswers = (await Promise.all(load)).reduce((sum, { length }) => sum + length, 0);
  child.kill();
  const at = (share) => taken[Math.floor(taken.length * share)]?.toFixed(2);
  console.log(
    `${way.padEnd(24)} HS256 p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, ${Math.round(taken.length / seconds)}/s; ` +
      `RS256 ${Math.round(rsaAnswers / seconds)}/s`,
  );
};

if (process.argv[2] === 'serve') serve(process.argv[3]);
else
  for (const way of ['nothing beside', 'JwtService.sign', 'JwtService.signAsync', fourAtOnce, oneAtOnce])
    await measure(way);
