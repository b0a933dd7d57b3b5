import type { IncomingHttpHeaders } from 'node:http';
import { ResponseError } from './portaria-error.js';
import { retryAfterSecondsOf } from './retry-after.js';

type Fields = Readonly<Record<string, unknown>>;

/** `ApiResponse`: a whole response, its body as text. */
export class ApiResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly #documentationUrl: string | undefined;

  constructor(
    { status, headers, text }: { status: number; headers: IncomingHttpHeaders; text: string },
    documentationUrl: string | undefined,
  ) {
    this.status = status;
    this.headers = headers;
    this.text = text;
    this.#documentationUrl = documentationUrl;
  }

  get ok(): boolean {
    return this.status >= 200 && this.status < 300;
  }

  /** Returns the body as JSON; throws when it is not JSON. */
  json(): unknown {
    return JSON.parse(this.text);
  }

  /** Returns the fields of a body that is a JSON object, and none of another body. */
  fields(): Fields {
    try {
      const body = this.json();
      return isFields(body) ? body : {};
    } catch {
      return {};
    }
  }

  /** Returns the response; throws a `ResponseError` when its status is not one of success. */
  orThrow(): this {
    if (this.ok) return this;
    const fields = this.fields();
    const code =
      textOf(fields['code']) ?? (typeof fields['message'] === 'string' ? null : textOf(fields['error']));
    const requestId = textOf(fields['requestId']) ?? textOf(this.headers['x-request-id']);
    const hint = textOf(fields['hint']);
    throw new ResponseError(messageOf(this.status, fields, requestId), {
      status: this.status,
      code,
      requestId,
      hint,
      documentation: this.#documentationOf(fields, code),
      retryAfterSeconds: retryAfterSecondsOf(this.headers),
    });
  }

  #documentationOf(fields: Fields, code: string | null): string | null {
    const links = [fields['documentation'], fields['error_uri'], fields['type']];
    const link = links.map(textOf).find((each) => each?.startsWith('https://'));
    if (link !== undefined && link !== null) return link;
    if (this.#documentationUrl === undefined || code === null) return null;
    return `${this.#documentationUrl.replace(/\/$/, '')}/reference/errors/${encodeURIComponent(code)}`;
  }
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** A body that is not JSON may be a page of a proxy: it is not repeated. */
const messageOf = (status: number, fields: Fields, requestId: string | null): string => {
  const { message, detail, title, error_description: description, hint } = fields;
  const told = Array.isArray(message)
    ? message.map(String).join('; ')
    : [message, detail, description, title].map(textOf);
  const words = typeof told === 'string' ? told : told.find((each) => each !== null);
  const wrong = Array.isArray(fields['errors']) ? fields['errors'].filter(isFields) : [];
  const parts = [
    `HTTP ${status}`,
    ...(words ? [words] : []),
    ...wrong.map((each) => `${String(each['field'])}: ${String(each['message'])}`),
    ...(textOf(hint) === null ? [] : [String(hint)]),
  ];
  return (
    parts.map((part) => part.replace(/\.$/, '')).join('. ') +
    (parts.at(-1)?.endsWith('.') ? '.' : '') +
    (requestId === null ? '' : ` (request id ${requestId})`)
  );
};
