// `helm test`: asks whoami through NGINX, without a certificate. Only the application says that it is missing: NGINX by itself
// answers 503 while it reaches no process. The server's certificate is for the name that merchants use and not for the name
// inside the cluster, so it is not verified. Nothing secret is sent.
import { connect } from 'node:net';
import { connect as secure } from 'node:tls';

const { NGINX_HOST: host, NGINX_PORT: port, PROXY_PROTOCOL: proxyProtocol } = process.env;
const timeoutMs = 20_000;

const end = (status, words) => {
  process.stdout.write(`${words}\n`);
  process.exit(status);
};
setTimeout(() => end(1, `no answer from ${host}:${port} within ${timeoutMs / 1000} s`), timeoutMs);

const socket = connect({ host, port: Number(port) });
socket.once('error', (error) => end(1, `cannot connect to ${host}:${port}: ${error.message}`));
socket.once('connect', () => {
  if (proxyProtocol === 'true') socket.write('PROXY TCP4 127.0.0.1 127.0.0.1 1 1\r\n');
  const tls = secure({ socket, rejectUnauthorized: false });
  tls.once('error', (error) => end(1, `no TLS at ${host}:${port}: ${error.message}`));
  tls.write('GET /api/auth/whoami HTTP/1.1\r\nHost: portaria\r\nConnection: close\r\n\r\n');
  let answer = '';
  tls.setEncoding('utf8').on('data', (text) => (answer += text));
  tls.once('end', () => {
    const [line] = answer.split('\r\n');
    if (answer.includes('"code":"certificate_missing"')) end(0, `the application answers: ${line}`);
    else end(1, `expected certificate_missing from the application, got: ${answer.slice(0, 500)}`);
  });
});
