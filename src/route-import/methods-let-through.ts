/**
 * The methods that NGINX accepts; it refuses all others at every listener
 * (nginx/methods.conf.template).
 */
export const methodsLetThrough = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;
