import { describe, expect, test } from 'vitest';
import { type Setting, settings } from '../../src/config/settings.js';
import {
  type Container,
  environmentOf,
  type KubernetesObject,
  mountedFiles,
  type Pod,
  podNamed,
  podsOf,
  render,
  valueFiles,
} from '../support/helm.js';

/** What may only be given as a file. */
const secretNames = Object.entries<Setting>(settings)
  .filter(([, { secret }]) => secret)
  .map(([name]) => name);

const containersOf = ({ spec }: Pod): readonly Container[] => [
  ...(spec.initContainers ?? []),
  ...spec.containers,
];

describe.each([...valueFiles.keys()])('with the values %s', async (name) => {
  const objects = await render(name);
  const pods = podsOf(objects);

  test('every pod runs as another user than root, without a token of Kubernetes', () => {
    expect(pods.length).toBeGreaterThan(2);
    for (const { component, spec } of pods)
      expect([component, spec]).toMatchObject([
        component,
        {
          automountServiceAccountToken: false,
          securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
        },
      ]);
    for (const { spec } of pods) expect(spec.securityContext?.['runAsUser']).toBeGreaterThan(0);
  });

  test('no container writes to its image, has a capability or gets more rights', () => {
    for (const container of pods.flatMap(containersOf))
      expect([container.name, container.securityContext]).toEqual([
        container.name,
        {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        },
      ]);
  });

  test('every container has a fixed image, and limits of memory', () => {
    for (const { image, resources } of pods.flatMap(containersOf)) {
      expect(image).toMatch(/(?::v?\d[\w.-]*|@sha256:[0-9a-f]{64})$/);
      expect(resources).toMatchObject({
        requests: { cpu: expect.anything(), memory: expect.anything() },
        limits: { memory: expect.anything() },
      });
    }
  });

  test('every folder in which a container writes has a limit', () => {
    for (const { volumes = [] } of pods.map(({ spec }) => spec))
      for (const { emptyDir } of volumes) if (emptyDir) expect(emptyDir.sizeLimit).toMatch(/^\d+Mi$/);
  });

  test('secrets are named, never in a value, and mounted for reading alone', () => {
    expect(objects.filter(({ kind }) => kind === 'Secret')).toEqual([]);
    for (const { env = [], volumeMounts = [], name: container } of pods.flatMap(containersOf)) {
      for (const { name: variable, value } of env) {
        expect(value, variable).toBeTypeOf('string');
        expect(secretNames).not.toContain(variable);
      }
      for (const { name: volume, readOnly } of volumeMounts)
        if (!['tmp', 'conf', 'run', 'pages'].includes(volume))
          expect([container, volume, readOnly]).toEqual([container, volume, true]);
    }
  });

  test('Kubernetes sets no variable that begins with PORTARIA_: the application would not start', () => {
    for (const { component, spec } of pods)
      expect([component, spec.enableServiceLinks]).toEqual([component, false]);
  });

  test('every process that stays has probes, several nodes and a budget of disruptions', () => {
    const deployments = pods.filter(({ kind }) => kind === 'Deployment');
    expect(deployments.length).toBeGreaterThan(1);
    for (const { component, spec } of deployments) {
      const [container] = spec.containers;
      expect(container?.readinessProbe, component).toBeDefined();
      expect(container?.livenessProbe, component).toBeDefined();
      expect(spec.topologySpreadConstraints, component).toHaveLength(2);
    }
    const budgets = objects.filter(({ kind }) => kind === 'PodDisruptionBudget');
    expect(budgets.map(({ metadata }) => metadata.labels?.['app.kubernetes.io/component']).sort()).toEqual(
      deployments.map(({ component }) => component).sort(),
    );
  });
});

const policiesOf = (objects: readonly KubernetesObject[]): ReadonlyMap<string, KubernetesObject['spec']> =>
  new Map(
    objects
      .filter(({ kind }) => kind === 'NetworkPolicy')
      .map(({ metadata, spec }) => [metadata.labels?.['app.kubernetes.io/component'] ?? '', spec]),
  );
/** The components in the peers of a rule. */
const componentsIn = (rules: unknown): string[] =>
  [...JSON.stringify(rules).matchAll(/"app\.kubernetes\.io\/component":"(\w+)"/g)].map(
    ([, name = '']) => name,
  );

describe('network policies', async () => {
  const objects = await render('minimal');
  const policies = policiesOf(objects);

  test('every pod but that of the test has one, for both directions', () => {
    expect([...policies.keys()].sort()).toEqual(
      podsOf(objects)
        .map(({ component }) => component)
        .filter((component) => component !== 'test')
        .sort(),
    );
    for (const spec of policies.values()) expect(spec['policyTypes']).toEqual(['Ingress', 'Egress']);
  });

  test('only NGINX reaches the application, and that of operators not the processes that issue', () => {
    expect(componentsIn(policies.get('issue')?.['ingress'])).toEqual(['nginx']);
    expect(componentsIn(policies.get('manage')?.['ingress'])).toEqual(['nginx', 'operators']);
    expect(policies.get('migrate')?.['ingress'] ?? []).toEqual([]);
  });

  test('NGINX reaches the application and not PostgreSQL; no address reaches the admin listener by default', () => {
    expect(componentsIn(policies.get('nginx')?.['egress'])).toEqual(['issue', 'manage']);
    expect(componentsIn(policies.get('operators')?.['egress'])).toEqual(['manage']);
    for (const name of ['nginx', 'operators'])
      expect(JSON.stringify(policies.get(name))).not.toContain('cnpg.io');
    expect(policies.get('operators')?.['ingress'] ?? []).toEqual([]);
  });

  test('addresses outside the cluster are reached only where key sets are fetched', async () => {
    expect(JSON.stringify([...policies.values()])).not.toContain('ipBlock');
    const open = policiesOf(await render('minimal', '--set', 'networkPolicy.keySets.enabled=true'));
    const withAddresses = [...open].filter(([, spec]) => JSON.stringify(spec).includes('ipBlock'));
    expect(withAddresses.map(([component]) => component)).toEqual(['issue', 'manage']);
    expect(JSON.stringify(withAddresses)).toContain('10.0.0.0/8');
  });
});

test('a process that issues has no secret of the other role, nor the operators’ NGINX one of merchants', async () => {
  const objects = await render('minimal');
  const keysOf = (component: string): string[] =>
    mountedFiles(podNamed(objects, component))
      .filter(({ kind }) => kind === 'Secret')
      .map(({ key }) => key)
      .sort();
  expect(keysOf('issue')).toEqual(
    ['issue-database-url', 'listener-gateway', 'listener-tls', 'master-key', 'pepper'].concat([
      'previous-master-keys',
      'previous-peppers',
    ]),
  );
  expect(keysOf('manage')).toEqual(
    ['listener-admin', 'listener-self-service', 'manage-database-url', 'master-key', 'pepper'].concat([
      'previous-master-keys',
      'previous-peppers',
    ]),
  );
  expect(keysOf('operators')).toEqual(['listener-admin.conf', 'tls.crt', 'tls.key']);
  expect(keysOf('nginx')).not.toContain('listener-admin.conf');
  expect(keysOf('migrate')).toEqual(['issue-database-url', 'manage-database-url', 'migration-database-url']);
});

test('a process has time for its drain, open connections, the slowest answer and the last log lines', async () => {
  for (const drain of [15, 300]) {
    const objects = await render('minimal', '--set', `drainSeconds=${String(drain)}`);
    for (const role of ['issue', 'manage']) {
      const pod = podNamed(objects, role);
      expect(environmentOf(pod)['PORTARIA_DRAIN_SECONDS']).toBe(String(drain));
      expect(pod.spec.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(drain + 5 + 15 + 5);
    }
  }
});

test('Node is not process 1, which would ignore its own SIGKILL', async () => {
  for (const role of ['issue', 'manage'])
    expect(podNamed(await render('minimal'), role).spec.shareProcessNamespace).toBe(true);
});

test('readiness is asked once: a database that is away must not take all processes away', async () => {
  const [container] = podNamed(await render('minimal'), 'issue').spec.containers;
  expect(container).toMatchObject({
    startupProbe: { httpGet: { path: '/healthz/ready' }, timeoutSeconds: 8 },
    readinessProbe: { httpGet: { path: '/healthz/live' } },
    livenessProbe: { httpGet: { path: '/healthz/live' } },
  });
});

test('a rendered alert rule is the file’s, and its job label is what the ServiceMonitor makes', async () => {
  const objects = await render('everything');
  const rule = objects.find(({ kind }) => kind === 'PrometheusRule');
  expect(JSON.stringify(rule?.spec)).toContain('{{ $labels.instance }}');
  expect(JSON.stringify(rule?.spec)).toContain('job=\\"portaria\\"');
  const monitor = objects.find(({ kind }) => kind === 'ServiceMonitor');
  expect(monitor?.spec['jobLabel']).toBe('app.kubernetes.io/name');
  const services = objects.filter(
    ({ kind, metadata }) =>
      kind === 'Service' && /issue|manage/.test(metadata.labels?.['app.kubernetes.io/component'] ?? ''),
  );
  expect(services).toHaveLength(2);
  for (const { metadata } of services) expect(metadata.labels?.['app.kubernetes.io/name']).toBe('portaria');
});
