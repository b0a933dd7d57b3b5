// docs/reference/spans.md, from the catalog of spans.
import { spanAttributes, spans } from '../../dist/src/core/shared/span-catalog.js';
import { code, made, prose } from './markdown.mjs';

const sectionOf = ([name, { title, kind, description }]) =>
  `### ${title ?? code(name)}\n\n${prose(description)}\n\n- Kind: ${kind}\n`;

/** The page by its path. */
export const spansPage = () => ({
  'docs/reference/spans.md': `<!-- ${made}. -->

# Spans of a trace

This page is for operators. It lists the spans and attributes of the traces that a process sends to an OpenTelemetry
collector. How to turn them on: [Collect traces](../how-to/operator/collect-traces.md).

- Spans are sent by OTLP over HTTP with protobuf. No other attribute exists.
- No span has a path, a query, an address, a client, an account, a token, a certificate or a secret. The log and the
  refusals have them, under the request id.
- A request has at most 200 spans. Further statements of a large import have none.
- A span that failed has the status \`ERROR\` and the attribute \`error.type\`. Responses below 500 do not make a request
  fail.

## Spans

${Object.entries(spans).map(sectionOf).join('\n')}
## Attributes

${Object.entries(spanAttributes)
  .map(([name, description]) => `### ${name}\n\n${prose(description)}\n`)
  .join('\n')}`,
});
