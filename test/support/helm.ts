import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parseAllDocuments } from 'yaml';

/** The Helm chart, rendered by helm itself. `npm run test:helm` builds helm and names it. */
const repository = join(import.meta.dirname, '../..');
export const chart = join(repository, 'deploy/helm/portaria');
const releaseName = 'portaria';

const programNamed = (name: 'HELM_BIN' | 'KUBERNETES_VALIDATE_BIN'): string => {
  const path = process.env[name];
  if (path === undefined) throw new Error(`${name} is not set: run npm run test:helm`);
  return path;
};

export interface ProgramAnswer {
  readonly exitCode: number;
  readonly output: string;
}

/** Runs a program to its end; resolves also when it fails. */
export const runProgram = async (program: string, words: readonly string[]): Promise<ProgramAnswer> => {
  const options = { maxBuffer: 2 ** 26 };
  return await promisify(execFile)(program, [...words], options).then(
    ({ stdout, stderr }) => ({ exitCode: 0, output: `${stdout}${stderr}` }),
    (error: unknown) => {
      const {
        code,
        stdout = '',
        stderr = '',
      } = error as { code?: unknown; stdout?: string; stderr?: string };
      return { exitCode: Number(code ?? 1), output: `${stdout}${stderr}` };
    },
  );
};

export const helm = (...words: readonly string[]): Promise<ProgramAnswer> =>
  runProgram(programNamed('HELM_BIN'), words);

/** Compares files with the schemas of a version of Kubernetes, with no property that it does not know. */
export const kubernetesValidate = (version: string, file: string): Promise<ProgramAnswer> =>
  runProgram(programNamed('KUBERNETES_VALIDATE_BIN'), ['-k', version, '--strict', file]);

/** The value files of the tests, by name: every option is in one of them. */
export const valueFiles: ReadonlyMap<string, readonly string[]> = new Map([
  ...readdirSync(join(chart, 'ci')).map((file): [string, string[]] => [
    file.replace('-values.yaml', ''),
    [join(chart, 'ci', file)],
  ]),
  [
    'cloudnativepg',
    [join(chart, 'ci/minimal-values.yaml'), join(repository, 'deploy/helm/cloudnativepg/values.yaml')],
  ],
]);

export const valueOptions = (name: string): string[] =>
  (valueFiles.get(name) ?? []).flatMap((file) => ['--values', file]);

export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec: Readonly<Record<string, unknown>>;
  readonly data?: Readonly<Record<string, string>>;
}

/** Parses YAML as Kubernetes does: 1.1, where `on` is a truth value and 0440 is octal. */
export const parseObjects = (text: string): KubernetesObject[] =>
  parseAllDocuments(text, { version: '1.1' }).flatMap((document) => {
    const [error] = document.errors;
    if (error) throw error;
    return (document.toJS() as KubernetesObject | null) ?? [];
  });

/** helm that was built from its module believes that it knows Kubernetes 1.20. */
export const kubeVersion = ['--kube-version', '1.34.0'];

/** Renders the chart with one of the value files and further `--set` words. */
export const render = async (name: string, ...words: readonly string[]): Promise<KubernetesObject[]> => {
  const { exitCode, output } = await helm(
    'template',
    releaseName,
    chart,
    ...kubeVersion,
    ...valueOptions(name),
    ...words,
  );
  if (exitCode !== 0) throw new Error(output);
  return parseObjects(output.replace(/^walk\.go.*\n/gm, ''));
};

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value: string }[];
  readonly ports?: readonly { readonly name: string; readonly containerPort: number }[];
  readonly resources?: { readonly requests?: object; readonly limits?: object };
  readonly securityContext?: Readonly<Record<string, unknown>>;
  readonly volumeMounts?: readonly {
    readonly name: string;
    readonly mountPath: string;
    readonly subPath?: string;
    readonly readOnly?: boolean;
  }[];
  readonly startupProbe?: object;
  readonly readinessProbe?: object;
  readonly livenessProbe?: object;
}

interface Items {
  readonly items?: readonly { readonly key: string; readonly path: string }[];
}
export interface Volume {
  readonly name: string;
  readonly emptyDir?: { readonly sizeLimit?: string };
  readonly configMap?: Items & { readonly name: string };
  readonly secret?: Items & { readonly secretName: string };
  readonly projected?: {
    readonly sources: readonly { readonly secret: Items & { readonly name: string } }[];
  };
}

export interface PodSpec {
  readonly automountServiceAccountToken?: boolean;
  readonly enableServiceLinks?: boolean;
  readonly shareProcessNamespace?: boolean;
  readonly terminationGracePeriodSeconds?: number;
  readonly securityContext?: Readonly<Record<string, unknown>>;
  readonly topologySpreadConstraints?: readonly object[];
  readonly initContainers?: readonly Container[];
  readonly containers: readonly Container[];
  readonly volumes?: readonly Volume[];
}

export interface Pod {
  /** The component, such as `issue`. */
  readonly component: string;
  readonly kind: string;
  readonly spec: PodSpec;
}

/** The pods of all objects that start some. */
export const podsOf = (objects: readonly KubernetesObject[]): Pod[] =>
  objects.flatMap(({ kind, metadata, spec }) => {
    if (!['Deployment', 'Job', 'Pod'].includes(kind)) return [];
    const pod = kind === 'Pod' ? spec : (spec as { template: { spec: unknown } }).template.spec;
    const component = metadata.labels?.['app.kubernetes.io/component'] ?? '';
    return [{ component, kind, spec: pod as PodSpec }];
  });

export const podNamed = (objects: readonly KubernetesObject[], component: string): Pod => {
  const found = podsOf(objects).find((pod) => pod.component === component);
  if (!found) throw new Error(`no pod of ${component}`);
  return found;
};

/** Names and values of the environment of a pod's first container. */
export const environmentOf = ({ spec }: Pod): Record<string, string> =>
  Object.fromEntries((spec.containers[0]?.env ?? []).map(({ name, value }) => [name, value]));

/** The files that a pod sees: path in the container, and the Secret or ConfigMap and key that it is of. */
export interface MountedFile {
  readonly path: string;
  readonly kind: 'Secret' | 'ConfigMap';
  readonly source: string;
  readonly key: string;
}

const sourcesOf = (volume: Volume): (Omit<MountedFile, 'path'> & { readonly file: string })[] => {
  const { configMap, secret, projected } = volume;
  const filesOf = (kind: MountedFile['kind'], source: string, { items = [] }: Items) =>
    items.map(({ key, path }) => ({ kind, source, key, file: path }));
  return [
    ...(configMap ? filesOf('ConfigMap', configMap.name, configMap) : []),
    ...(secret ? filesOf('Secret', secret.secretName, secret) : []),
    ...(projected?.sources ?? []).flatMap((part) => filesOf('Secret', part.secret.name, part.secret)),
  ];
};

/** Every file that the containers of a pod have from a Secret or a ConfigMap with named keys. */
export const mountedFiles = ({ spec }: Pod): MountedFile[] =>
  [...(spec.initContainers ?? []), ...spec.containers].flatMap(({ volumeMounts = [] }) =>
    volumeMounts.flatMap(({ name, mountPath, subPath = '' }) => {
      const volume = spec.volumes?.find((each) => each.name === name);
      if (!volume) throw new Error(`no volume ${name}`);
      return sourcesOf(volume).map(({ file, ...source }) => ({
        ...source,
        path: `${mountPath}/${subPath === '' ? file : file.slice(subPath.length + 1)}`,
      }));
    }),
  );
