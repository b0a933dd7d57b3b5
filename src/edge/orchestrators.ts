/** What orchestrators and monitoring ask on the application's own port; no server block of NGINX leads here. */
export const isForOrchestrators = (url: string): boolean => url.startsWith('/healthz/') || url === '/metrics';
