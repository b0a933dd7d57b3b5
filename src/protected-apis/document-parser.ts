import { once } from 'node:events';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import PQueue from 'p-queue';
import { ManagementError } from '../core/shared/management-error.js';
import { isMapping, type Mapping } from '../route-import/mapping.js';
import { mappingIn } from '../route-import/read-mapping.js';

export interface ParserLimits {
  /** Documents that wait. One that finds as many is not accepted. */
  readonly waitingMax: number;
  /** How long one document may take, with the time in which the thread loads. */
  readonly answerMsMax: number;
}

/** A document with its scope map, as texts. */
export interface DocumentTexts {
  readonly document: string;
  readonly scopeMap?: string | undefined;
}

export interface ParsedDocument {
  readonly document: Mapping;
  readonly scopeMap: Mapping | undefined;
}

/**
 * Parses documents in a thread, one at a time: a document of the size that APIs have takes a second, in which the
 * event loop would answer no token request, and so would a scope map as large. Each gets a thread of its own, whose memory ends with it.
 */
export class DocumentParser {
  readonly #queue = new PQueue({ concurrency: 1 });

  constructor(private readonly limits: ParserLimits = { waitingMax: 2, answerMsMax: 10_000 }) {}

  /**
   * Resolves to both. Throws `ManagementError('invalid')` for what is none, and
   * `ManagementError('unavailable')` when other documents are being parsed.
   */
  async parse(texts: DocumentTexts): Promise<ParsedDocument> {
    if (this.#queue.size >= this.limits.waitingMax)
      throw new ManagementError(
        'unavailable',
        'other documents are being compared. Try again in a few seconds',
      );
    return this.#queue.add(() => this.parseInThread(texts));
  }

  private async parseInThread({ document, scopeMap }: DocumentTexts): Promise<ParsedDocument> {
    const extension = extname(import.meta.url);
    const thread = new Worker(new URL(`./document-thread${extension}`, import.meta.url), {
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 16 },
    });
    try {
      const answered = once(thread, 'message', { signal: AbortSignal.timeout(this.limits.answerMsMax) });
      thread.postMessage(scopeMap === undefined ? [document] : [document, scopeMap]);
      const message: readonly unknown[] = await answered;
      const [first, second] = listed(message[0]);
      return {
        document: mappingIn(parsedIn(first), 'document'),
        scopeMap: scopeMap === undefined ? undefined : mappingIn(parsedIn(second), 'scopeMap'),
      };
    } catch (cause) {
      if (cause instanceof ManagementError) throw cause;
      throw new ManagementError(
        'invalid',
        'document: it or its scope map takes too long to read here. Compare it with portaria routes diff',
        'document',
        { cause },
      );
    } finally {
      await thread.terminate();
    }
  }
}

const listed = (answers: unknown): readonly unknown[] => (Array.isArray(answers) ? answers : []);

/** A message has no type: what it is not would be a fault of the thread. */
const parsedIn = (message: unknown): { mapping: Mapping } | { problem: string } => {
  if (isMapping(message) && isMapping(message['mapping'])) return { mapping: message['mapping'] };
  const problem = isMapping(message) ? message['problem'] : null;
  return { problem: typeof problem === 'string' ? problem : 'cannot be read' };
};
