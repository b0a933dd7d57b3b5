/** NGINX refuses all others at every door (nginx/methods.conf.template). */
export const methodsLetThrough = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;
