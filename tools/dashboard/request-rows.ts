import type { Row } from './grafana.js';
import { failed, graph, mustBeOne, of, quantile, query, stat, tokenRequests, worseFrom } from './panels.js';

export const now: Row = {
  title: 'Now',
  panels: [
    stat({
      title: 'Tokens per second',
      unit: 'reqps',
      description: 'Tokens issued by all processes.',
      expr: `sum(${tokenRequests(', outcome="issued"')})`,
    }),
    stat({
      title: 'Failed token requests',
      unit: 'percentunit',
      description: 'Share that the gateway could not serve. Should be 0.',
      expr: `sum(${tokenRequests(`, outcome=~"${failed}"`)}) / sum(${tokenRequests('')})`,
      steps: worseFrom(0.001, 0.01),
    }),
    stat({
      title: 'Rejected token requests',
      unit: 'percentunit',
      description: 'Share that was refused because of the request: certificate, secret, permission.',
      expr: `sum(${tokenRequests(`, outcome!~"issued|${failed}"`)}) / sum(${tokenRequests('')})`,
      steps: worseFrom(0.2, 0.5),
    }),
    stat({
      title: 'Slowest hundredth',
      unit: 's',
      description: '99 of 100 token requests are answered within this time.',
      expr: quantile(0.99, 'portaria_token_request_duration_seconds', 'le'),
      steps: worseFrom(0.5, 1),
    }),
    stat({
      title: 'Processes',
      unit: 'short',
      description: 'Processes that answer Prometheus.',
      expr: `sum(up{${of}})`,
      steps: mustBeOne,
    }),
    stat({
      title: 'Can verify tokens',
      unit: 'bool_yes_no',
      description: 'No: at least one process lets no request through to the protected APIs.',
      expr: `min(portaria_can_verify{${of}})`,
      steps: mustBeOne,
    }),
  ],
};

export const tokens: Row = {
  title: 'Token requests',
  panels: [
    graph({
      title: 'Issued, by contract',
      unit: 'reqps',
      description: 'A line that falls to 0 is a contract that issues nothing.',
      queries: [query(`sum by (contract) (${tokenRequests(', outcome="issued"')})`, '{{contract}}')],
    }),
    graph({
      title: 'Not issued, by cause',
      unit: 'reqps',
      description: 'The code of the refusal. Look one request up by its request id.',
      queries: [query(`sum by (outcome) (${tokenRequests(', outcome!="issued"')}) > 0`, '{{outcome}}')],
      stacked: true,
    }),
    graph({
      title: 'Time to a response',
      unit: 's',
      description: 'From the arrival of a token request to its response.',
      queries: [
        query(quantile(0.5, 'portaria_token_request_duration_seconds', 'le'), 'half within'),
        query(quantile(0.95, 'portaria_token_request_duration_seconds', 'le'), '95 % within'),
        query(quantile(0.99, 'portaria_token_request_duration_seconds', 'le'), '99 % within'),
      ],
    }),
    graph({
      title: 'HTTP responses, by status',
      unit: 'reqps',
      description: 'All routes but health probes and metrics.',
      queries: [
        query(
          `sum by (status) (rate(portaria_http_request_duration_seconds_count{${of}}[$__rate_interval]))`,
          '{{status}}',
        ),
      ],
      stacked: true,
    }),
    graph({
      title: 'Slowest routes',
      unit: 's',
      description: '95 of 100 requests of a route are answered within this time.',
      queries: [
        query(
          `topk(8, ${quantile(0.95, 'portaria_http_request_duration_seconds', 'route, le')})`,
          '{{route}}',
        ),
      ],
    }),
    graph({
      title: 'Checks of custom secrets that wait',
      unit: 'short',
      description: 'Slow hashes. Many that wait are a flood of wrong secrets.',
      queries: [
        query(`sum by (queue, class) (portaria_slow_hashes_waiting{${of}})`, '{{queue}}, {{class}}'),
        query(`sum by (queue) (portaria_slow_hashes_running{${of}})`, '{{queue}}, running'),
        query(`sum(rate(portaria_slow_hashes_refused_total{${of}}[$__rate_interval]))`, 'refused per second'),
      ],
    }),
  ],
};

export const protectedApis: Row = {
  title: 'Protected APIs',
  panels: [
    graph({
      title: 'Requests decided, by outcome',
      unit: 'reqps',
      description: 'NGINX asks for each request to a protected API.',
      queries: [
        query(
          `sum by (outcome) (rate(portaria_auth_requests_total{${of}}[$__rate_interval]))`,
          '{{outcome}}',
        ),
      ],
      stacked: true,
    }),
    graph({
      title: 'Age of what verification knows',
      unit: 's',
      description: 'Revocations and key ring are read every second. Above 10 s there is an alert.',
      queries: [
        query(
          `max by (instance) (portaria_revocations_staleness_seconds{${of}})`,
          'revocations, {{instance}}',
        ),
        query(`max by (instance) (portaria_key_ring_staleness_seconds{${of}})`, 'key ring, {{instance}}'),
      ],
    }),
    graph({
      title: 'Rules and revocations',
      unit: 'short',
      description: 'Rules of the active route table, and revocations in memory.',
      queries: [
        query(`max(portaria_routes{${of}})`, 'rules'),
        query(`max(portaria_revocations{${of}})`, 'revocations'),
        query(
          `sum(portaria_routes_last_reload_successful{${of}} == bool 0)`,
          'processes that rejected a new table',
        ),
      ],
    }),
  ],
};
