import { request } from 'node:http';

/** Whether a port answers HTTP without TLS. The request has nothing in it but its path. */
export const speaksPlainHttp = (url: URL, timeoutMs: number): Promise<boolean> =>
  new Promise((resolve) => {
    const plain = new URL('/', url);
    const call = request(`http://${plain.hostname}:${url.port || '443'}/`, {
      agent: false,
      timeout: timeoutMs,
    });
    const end = (answered: boolean): void => {
      call.destroy();
      resolve(answered);
    };
    call.on('response', () => end(true));
    call.on('timeout', () => end(false));
    call.on('error', () => end(false));
    call.on('upgrade', () => end(true));
    call.end();
  });
