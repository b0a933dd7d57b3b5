{{- /* What the pods of all components share. */}}

{{- /* The level "restricted" of the Pod Security Standards, and a root file system that is read-only. */}}
{{- define "portaria.containerSecurity" -}}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: { drop: [ALL] }
{{- end -}}

{{- /* Takes root and user, the number of the user. */}}
{{- define "portaria.podSecurity" -}}
automountServiceAccountToken: false
# Kubernetes would set PORTARIA_..._SERVICE_HOST and the like. The application refuses settings that it does not know.
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: {{ .user }}
  runAsGroup: {{ .user }}
  # Secrets are files that this group may read.
  fsGroup: {{ .user }}
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile: { type: RuntimeDefault }
{{- with .root.Values.imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .root.Values.scheduling.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .root.Values.scheduling.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .root.Values.scheduling.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{- /* Spreads the pods of a component over nodes and zones. Takes root and component. */}}
{{- define "portaria.spread" -}}
topologySpreadConstraints:
  {{- $context := . }}
  {{- range list "kubernetes.io/hostname" "topology.kubernetes.io/zone" }}
  - maxSkew: 1
    topologyKey: {{ . }}
    whenUnsatisfiable: {{ $context.root.Values.scheduling.whenUnsatisfiable }}
    labelSelector:
      matchLabels:
        {{- include "portaria.selector" $context | nindent 8 }}
    # The pods of the previous release do not count.
    matchLabelKeys: [pod-template-hash]
  {{- end }}
{{- end -}}

{{- /* Takes root and component. */}}
{{- define "portaria.disruptionBudget" -}}
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  {{- include "portaria.metadata" . | nindent 2 }}
spec:
  maxUnavailable: 1
  # A pod that is not ready may always be evicted: it serves nothing.
  unhealthyPodEvictionPolicy: AlwaysAllow
  selector:
    matchLabels:
      {{- include "portaria.selector" . | nindent 6 }}
{{- end -}}

{{- /* Keys of a Secret as files in a projected volume. Takes secret and keys. */}}
{{- define "portaria.projected" -}}
- secret:
    name: {{ .secret }}
    items:
      {{- range .keys }}
      - { key: {{ . }}, path: {{ . }} }
      {{- end }}
{{- end -}}
