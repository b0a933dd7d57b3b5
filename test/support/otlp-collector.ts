import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import protobuf from 'protobufjs';
import { afterFile } from './cleanup.js';
import { repository } from './programs.js';

/** An attribute, as its protobuf message is read. */
interface KeyValue {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

interface SentSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly traceState?: string;
  readonly name: string;
  readonly kind: string;
  readonly attributes?: readonly KeyValue[];
  readonly links?: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly status?: { readonly code?: string };
}

/** A span, as a collector got it. */
export interface CollectedSpan {
  readonly traceId: string;
  readonly spanId: string;
  /** Empty for none. */
  readonly parentSpanId: string;
  readonly traceState: string;
  readonly name: string;
  readonly kind: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly failed: boolean;
}

/** What a collector does with what it gets. */
type CollectorAnswer = 'takes' | 'refuses' | 'garbage' | 'hangs' | 'drips';

export interface OtlpCollector {
  readonly url: string;
  readonly spans: CollectedSpan[];
  readonly resources: Readonly<Record<string, unknown>>[];
  /** Of each export: its headers, and its body as it came. */
  readonly exports: { readonly headers: NodeJS.Dict<string | string[]>; readonly body: Buffer }[];
  answer: CollectorAnswer;
  /** Closes the port, and all connections to it. */
  stop(): Promise<void>;
}

/** The official definitions of the protocol, as they are published. */
const definitions = join(repository, 'test/fixtures/opentelemetry');

const exportRequest = async (): Promise<protobuf.Type> => {
  const root = new protobuf.Root();
  root.resolvePath = (_origin, target) => join(definitions, target);
  await root.load('opentelemetry/proto/collector/trace/v1/trace_service.proto');
  return root.lookupType('opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest');
};

/** Starts a collector that reads traces by OTLP over HTTP with protobuf. */
export const startCollector = async (port = 0): Promise<OtlpCollector> => {
  const type = await exportRequest();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { answer } = collector;
      if (answer === 'hangs') return;
      if (answer === 'refuses') {
        // With the key that it was sent, in the places for words of its own.
        const key = String(request.headers['x-api-key']);
        response.writeHead(400, key).end(key);
      }
      if (answer === 'drips') drip(response);
      if (answer === 'garbage') response.writeHead(200).end('\x00\xffgarbage'.repeat(100_000));
      if (answer !== 'takes') return;
      const body = Buffer.concat(chunks);
      collector.exports.push({ headers: request.headers, body });
      collect(type, body, collector);
      response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const collector: OtlpCollector = {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    ...{ spans: [], resources: [], exports: [], answer: 'takes' },
    stop: () => stop(server),
  };
  afterFile(() => stop(server));
  return collector;
};

/** Sends a byte every second, and never ends. */
const drip = (response: ServerResponse): void => {
  response.writeHead(200);
  const timer = setInterval(() => response.write('.'), 1000);
  response.on('close', () => {
    clearInterval(timer);
  });
};

const stop = async (server: Server): Promise<void> => {
  server.closeAllConnections();
  await new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
  });
};

const collect = (type: protobuf.Type, body: Buffer, { spans, resources }: OtlpCollector): void => {
  const { resourceSpans } = type.toObject(type.decode(body), {
    bytes: String,
    enums: String,
    longs: Number,
  }) as {
    resourceSpans: {
      resource: { attributes: KeyValue[] };
      scopeSpans: { spans: SentSpan[] }[];
    }[];
  };
  for (const { resource, scopeSpans } of resourceSpans) {
    resources.push(valuesOf(resource.attributes));
    for (const span of scopeSpans.flatMap((scope) => scope.spans)) spans.push(spanOf(span));
  }
};

const spanOf = ({ attributes, links, status, ...span }: SentSpan): CollectedSpan => ({
  ...{ name: span.name, kind: span.kind, traceState: span.traceState ?? '' },
  traceId: hexOf(span.traceId),
  spanId: hexOf(span.spanId),
  parentSpanId: hexOf(span.parentSpanId ?? ''),
  attributes: valuesOf(attributes ?? []),
  links: (links ?? []).map((link) => ({ traceId: hexOf(link.traceId), spanId: hexOf(link.spanId) })),
  failed: status?.code === 'STATUS_CODE_ERROR',
});

const hexOf = (base64: string): string => Buffer.from(base64, 'base64').toString('hex');

const valuesOf = (attributes: readonly KeyValue[]): Record<string, unknown> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
