/** `FieldProblem`: what is wrong with one field of a request. */
export interface FieldProblem {
  readonly field: string;
  readonly message: string;
}

/** `ApiError`: an error response of the admin API (RFC 9457), or a connection that was lost (`status` 0). */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly requestId: string | null = null,
    readonly fields: readonly FieldProblem[] = [],
    /** The scope that the token lacks. */
    readonly scope: string | null = null,
  ) {
    super(message);
    this.name = 'ApiError';
  }

  /** Returns what is wrong with one field, or `null`. */
  of(field: string): string | null {
    return this.fields.find((problem) => problem.field === field)?.message ?? null;
  }

  /**
   * Reads an error body: problem details of the admin API, or the error of the token endpoint and of
   * NGINX (`message`, `code`, `requestId`, `hint`).
   */
  static from(status: number, body: unknown, headers = new Headers()): ApiError {
    const read = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
    const text = [read['detail'], read['message'], read['title']].map(sentence).find((found) => found !== '');
    const fields = Array.isArray(read['errors']) ? (read['errors'] as FieldProblem[]) : [];
    return new ApiError(
      status,
      typeof read['code'] === 'string' ? read['code'] : 'unknown',
      text ?? `HTTP ${String(status)}`,
      typeof read['requestId'] === 'string' ? read['requestId'] : null,
      fields,
      /\bscope="([^"]+)"/.exec(headers.get('WWW-Authenticate') ?? '')?.[1] ?? null,
    );
  }
}

const sentence = (value: unknown): string => {
  if (typeof value === 'string') return value;
  return Array.isArray(value) ? value.filter((part) => typeof part === 'string').join(' ') : '';
};
