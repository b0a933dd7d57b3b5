/**
 * Recognises the health probes and metrics that supervisors and monitoring read on the
 * application's own port. No server block of NGINX leads here.
 */
export const isHealthProbe = (url: string): boolean => url.startsWith('/healthz/') || url === '/metrics';
