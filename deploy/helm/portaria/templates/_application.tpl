{{- /* What the application is given, by role. */}}

{{- define "portaria.secretsFolder" -}}/run/portaria/secrets{{- end -}}

{{- /* The secret settings of a component and their files: "NAME file" in each line. Takes root and component. */}}
{{- define "portaria.secretSettings" -}}
{{- $values := .root.Values -}}
{{- if eq .component "migrate" }}
DATABASE_URL issue-database-url
MANAGE_DATABASE_URL manage-database-url
MIGRATION_DATABASE_URL migration-database-url
{{- else }}
PORTARIA_MASTER_KEY master-key
PORTARIA_PREVIOUS_MASTER_KEYS previous-master-keys
PORTARIA_PEPPER pepper
PORTARIA_PREVIOUS_PEPPERS previous-peppers
{{- if ne .component "manage" }}
DATABASE_URL issue-database-url
PORTARIA_TLS_LISTENER_SECRET listener-tls
PORTARIA_GATEWAY_LISTENER_SECRET listener-gateway
{{- if $values.nginx.headerListener }}
PORTARIA_HEADER_LISTENER_SECRET listener-header
{{- end }}
{{- end }}
{{- if eq .component "manage" }}
DATABASE_URL manage-database-url
PORTARIA_TLS_LISTENER_SECRET listener-self-service
{{- end }}
{{- if eq .component "all" }}
MANAGE_DATABASE_URL manage-database-url
{{- end }}
{{- if and (ne .component "issue") $values.operators.enabled }}
PORTARIA_ADMIN_LISTENER_SECRET listener-admin
{{- end }}
{{- if and (ne .component "issue") (hasKey $values.settings "PORTARIA_SMTP_USER") }}
PORTARIA_SMTP_PASSWORD smtp-password
{{- end }}
{{- if $values.secrets.otlpHeaders }}
OTEL_EXPORTER_OTLP_HEADERS otlp-headers
{{- end }}
{{- end }}
{{- end -}}

{{- /* Whether a component makes hand-over ZIPs with the CA of the server. Takes root and component. */}}
{{- define "portaria.hasServerCa" -}}
{{- and (ne .root.Values.serverCaConfigMap "") (has .component (list "manage" "all")) -}}
{{- end -}}

{{- /* The Secret that has a file. Takes root and file. */}}
{{- define "portaria.secretOf" -}}
{{- $names := .root.Values.secrets -}}
{{- if has .file (list "master-key" "previous-master-keys" "pepper" "previous-peppers") -}}
{{- $names.keys -}}
{{- else if eq .file "migration-database-url" -}}
{{- $names.migrate -}}
{{- else if has .file (list "manage-database-url" "listener-self-service" "listener-admin" "smtp-password") -}}
{{- $names.manage -}}
{{- else if eq .file "otlp-headers" -}}
{{- $names.otlpHeaders -}}
{{- else -}}
{{- $names.issue -}}
{{- end -}}
{{- end -}}

{{- /* Environment. Takes root and component. */}}
{{- define "portaria.applicationEnvironment" -}}
{{- $context := . -}}
{{- range splitList "\n" (include "portaria.secretSettings" . | trim) }}
{{- $pair := splitList " " . }}
- { name: {{ first $pair }}_FILE, value: {{ include "portaria.secretsFolder" $context }}/{{ last $pair }} }
{{- end }}
{{- if ne .component "migrate" }}
- { name: PORTARIA_HOST, value: 0.0.0.0 }
- { name: PORTARIA_PORT, value: '3000' }
- { name: PORTARIA_ROLE, value: {{ .component }} }
- { name: PORTARIA_ISSUER, value: {{ .root.Values.issuer | quote }} }
- { name: PORTARIA_DRAIN_SECONDS, value: {{ .root.Values.drainSeconds | quote }} }
{{- if .root.Values.routesConfigMap }}
- { name: PORTARIA_ROUTES_DIR, value: /etc/portaria/routes }
{{- end }}
{{- if eq (include "portaria.hasServerCa" .) "true" }}
- { name: PORTARIA_SERVER_CA, value: /etc/portaria/server-ca/server-ca.pem }
{{- end }}
{{- end }}
{{- range $name, $value := .root.Values.settings }}
- { name: {{ $name }}, value: {{ $value | quote }} }
{{- end }}
{{- end -}}

{{- /* Volumes. Takes root and component. */}}
{{- define "portaria.applicationVolumes" -}}
{{- $context := . -}}
{{- $bySecret := dict -}}
{{- range splitList "\n" (include "portaria.secretSettings" . | trim) -}}
{{- $file := last (splitList " " .) -}}
{{- $secret := include "portaria.secretOf" (dict "root" $context.root "file" $file) -}}
{{- $_ := set $bySecret $secret (append (get $bySecret $secret | default list) $file) -}}
{{- end -}}
- name: tmp
  emptyDir: { medium: Memory, sizeLimit: 16Mi }
- name: secrets
  projected:
    # 0440: the group of the pod.
    defaultMode: 288
    sources:
      {{- range $secret, $files := $bySecret }}
      {{- include "portaria.projected" (dict "secret" $secret "keys" $files) | nindent 6 }}
      {{- end }}
{{- with .root.Values.secrets.databaseCa }}
- name: database-ca
  secret:
    secretName: {{ . }}
    defaultMode: 288
    items: [{ key: ca.crt, path: ca.crt }]
{{- end }}
{{- if and .root.Values.routesConfigMap (ne .component "migrate") }}
- name: routes
  configMap: { name: {{ .root.Values.routesConfigMap }} }
{{- end }}
{{- if eq (include "portaria.hasServerCa" .) "true" }}
- name: server-ca
  configMap:
    name: {{ .root.Values.serverCaConfigMap }}
    items: [{ key: server-ca.pem, path: server-ca.pem }]
{{- end }}
{{- end -}}

{{- /* Takes root and component. */}}
{{- define "portaria.applicationMounts" -}}
- { name: tmp, mountPath: /tmp }
- { name: secrets, mountPath: {{ include "portaria.secretsFolder" . }}, readOnly: true }
{{- if .root.Values.secrets.databaseCa }}
- { name: database-ca, mountPath: /run/portaria/database-ca, readOnly: true }
{{- end }}
{{- if and .root.Values.routesConfigMap (ne .component "migrate") }}
- { name: routes, mountPath: /etc/portaria/routes, readOnly: true }
{{- end }}
{{- if eq (include "portaria.hasServerCa" .) "true" }}
- { name: server-ca, mountPath: /etc/portaria/server-ca, readOnly: true }
{{- end }}
{{- end -}}
