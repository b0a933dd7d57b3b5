import { queryOptions } from '@tanstack/react-query';
import { ApiError } from '../api/api-error.js';
import { api, bodyOf } from '../api/client.js';

/** Reads a certificate by its fingerprint; `null`: it was never linked to an account, and only a request had it. */
export const storedCertificate = (fingerprint: string) =>
  queryOptions({
    queryKey: ['certificate', fingerprint],
    queryFn: () =>
      bodyOf(api.GET('/api/admin/certificates/{fingerprint}', { params: { path: { fingerprint } } })).catch(
        (error: unknown) => {
          if (error instanceof ApiError && error.status === 404) return null;
          throw error;
        },
      ),
  });
