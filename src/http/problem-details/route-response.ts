import type { Language } from '../../core/shared/language.js';

/** The answer of a route. */
export interface RouteResponse {
  /** Becomes JSON; with a media type it is sent as it is. */
  readonly body: unknown;
  /** The media type of a body that is bytes or text. */
  readonly mediaType?: string;
  /** The language that was chosen for the texts of the body. */
  readonly language?: Language;
  /** The version of the account that the answer is about; it becomes the ETag. */
  readonly version?: number;
  /**
   * Set when the same change was made before under the same idempotency key: nothing was changed
   * now.
   */
  readonly replayed?: true;
}
