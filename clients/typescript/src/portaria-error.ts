/** What an error carries; `null` where it has none. */
interface Details {
  readonly status: number | null;
  readonly code: string | null;
  readonly requestId: string | null;
  readonly hint: string | null;
  readonly documentation: string | null;
  readonly retryAfterSeconds: number | null;
}

const nothing: Details = {
  status: null,
  code: null,
  requestId: null,
  hint: null,
  documentation: null,
  retryAfterSeconds: null,
};

/** `PortariaError`: every error of this package. */
export abstract class PortariaError extends Error implements Details {
  /** The status of the response. */
  readonly status: number | null;
  /** A stable word that your program may compare. */
  readonly code: string | null;
  /** Quote it when you ask the operator for help. */
  readonly requestId: string | null;
  /** How to correct the mistake, if it is known. */
  readonly hint: string | null;
  /** The address of a page about this error. */
  readonly documentation: string | null;
  /** How long the gateway asks you to wait. */
  readonly retryAfterSeconds: number | null;

  constructor(message: string, details: Partial<Details>, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    const all = { ...nothing, ...details };
    this.status = all.status;
    this.code = all.code;
    this.requestId = all.requestId;
    this.hint = all.hint;
    this.documentation = all.documentation;
    this.retryAfterSeconds = all.retryAfterSeconds;
  }
}

/** `ConfigurationError`: an option or a file is wrong; nothing was sent. */
export class ConfigurationError extends PortariaError {
  constructor(
    readonly option: string,
    problem: string,
  ) {
    super(`${option} ${problem}.`, {});
  }
}

/** `ConnectionError`: there is no response. `code` is that of Node.js, such as `ECONNREFUSED`. */
export class ConnectionError extends PortariaError {
  constructor(origin: string, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : null;
    super(`no response from ${origin}: ${reason}`, { code }, { cause });
  }
}

/** `ResponseError`: the response is an error. */
export class ResponseError extends PortariaError {}
