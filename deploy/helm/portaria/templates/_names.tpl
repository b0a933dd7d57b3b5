{{- /* Names and labels. */}}

{{- define "portaria.fullname" -}}
{{- if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- /* The name of a component's objects. Takes root and component. */}}
{{- define "portaria.name" -}}
{{- printf "%s-%s" (include "portaria.fullname" .root) .component -}}
{{- end -}}

{{- /* What selects the pods of a component. The name is fixed, because the alert rules expect job="portaria". */}}
{{- define "portaria.selector" -}}
app.kubernetes.io/name: {{ .root.Chart.Name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end -}}

{{- define "portaria.labels" -}}
{{ include "portaria.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end -}}

{{- define "portaria.metadata" -}}
name: {{ include "portaria.name" . }}
namespace: {{ .root.Release.Namespace }}
labels:
  {{- include "portaria.labels" . | nindent 2 }}
{{- end -}}

{{- /* The components of the application: the two roles, or one that serves everything. */}}
{{- define "portaria.roles" -}}
{{- ternary "issue manage" "all" .Values.twoRoles -}}
{{- end -}}

{{- /* The address of a role. NGINX's resolver knows no search domains. Takes root and component. */}}
{{- define "portaria.host" -}}
{{- printf "%s.%s.svc.%s:3000" (include "portaria.name" .) .root.Release.Namespace .root.Values.clusterDomain -}}
{{- end -}}

{{- /* An image by its tag or digest. Takes image and tag, which is its default. */}}
{{- define "portaria.image" -}}
{{- if .image.digest -}}
{{- printf "%s@%s" .image.repository .image.digest -}}
{{- else -}}
{{- printf "%s:%s" .image.repository (.image.tag | default .tag) -}}
{{- end -}}
{{- end -}}

{{- define "portaria.applicationImage" -}}
image: {{ include "portaria.image" (dict "image" .Values.image "tag" .Chart.AppVersion) }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
{{- end -}}
