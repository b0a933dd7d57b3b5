/**
 * Recognises the health probes and metrics that orchestrators and monitoring read on the
 * application's own port. No server block of NGINX leads here.
 */
export const isForOrchestrators = (url: string): boolean => url.startsWith('/healthz/') || url === '/metrics';
