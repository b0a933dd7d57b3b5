{{- /* What each NGINX is given. There are two: `nginx` for merchants and `operators` for operators. */}}

{{- /* The `server` lines of an upstream, as nginx/application.conf.template wants them: each address again as a backup that
       is never left out. */}}
{{- define "portaria.upstreamServers" -}}
server {{ . }} resolve max_fails=1 fail_timeout=10s; server {{ . }} resolve max_fails=0 backup;
{{- end -}}

{{- define "portaria.networks" -}}
{{- range . }}set_real_ip_from {{ . }}; {{ end }}real_ip_header proxy_protocol;
{{- end -}}

{{- /* Every variable of the templates: envsubst would leave an unknown one as it is. Takes root and component. */}}
{{- define "portaria.nginxVariables" -}}
{{- $values := get .root.Values .component -}}
{{- $roles := splitList " " (include "portaria.roles" .root) -}}
{{- $issuing := include "portaria.host" (dict "root" .root "component" (first $roles)) -}}
{{- $managing := include "portaria.host" (dict "root" .root "component" (last $roles)) -}}
{{- $isForMerchants := eq .component "nginx" -}}
PORTARIA_NGINX_DIR: /run/portaria/conf
PORTARIA_NGINX_RUN_DIR: /run/portaria/nginx
PORTARIA_NGINX_SECRETS_DIR: /etc/portaria/listeners
PORTARIA_SERVER_CERT: /etc/portaria/server/tls.crt
PORTARIA_SERVER_KEY: /etc/portaria/server/tls.key
PORTARIA_CLIENT_CA_BUNDLE: /etc/portaria/client-ca/client-ca.pem
PORTARIA_ROUTES_DIR: /etc/portaria/routes
PORTARIA_NGINX_ERROR_LOG: stderr
PORTARIA_NGINX_ACCESS_LOG: /dev/stdout
PORTARIA_NGINX_VERSION_SETTINGS: http2 on; keepalive_min_timeout 5s;
PORTARIA_LISTEN_HTTP2: ''
PORTARIA_LISTEN_PROXY_PROTOCOL: {{ ternary " proxy_protocol" "" $values.proxyProtocol.enabled | squote }}
PORTARIA_REAL_IP: {{ if $values.proxyProtocol.enabled }}{{ include "portaria.networks" $values.proxyProtocol.trustedNetworks }}{{ else }}''{{ end }}
PORTARIA_RESOLVER: resolver {{ .root.Values.nginx.resolver }} valid=1s ipv6=off;
PORTARIA_UPSTREAM: {{ $issuing }}
PORTARIA_UPSTREAM_PARAMETERS: resolve max_fails=1 fail_timeout=10s
PORTARIA_UPSTREAM_SERVERS: {{ include "portaria.upstreamServers" $issuing }}
PORTARIA_MANAGE_UPSTREAM: {{ $managing }}
PORTARIA_MANAGE_UPSTREAM_SERVERS: {{ include "portaria.upstreamServers" $managing }}
PORTARIA_SELF_SERVICE_LISTENER_CONF: {{ ternary "listener-self-service.conf" "listener-tls.conf" .root.Values.twoRoles }}
PORTARIA_BIND: ''
PORTARIA_TLS_PORT: '8443'
PORTARIA_HEADER_PORT: '8444'
PORTARIA_ADMIN_PORT: '9443'
PORTARIA_TLS_LISTENER: {{ ternary "on" "off" $isForMerchants | squote }}
PORTARIA_HEADER_LISTENER: {{ ternary "on" "off" (and $isForMerchants .root.Values.nginx.headerListener) | squote }}
PORTARIA_ADMIN_LISTENER: {{ ternary "off" "on" $isForMerchants | squote }}
PORTARIA_CONSOLE: {{ ternary "on" "off" (and (not $isForMerchants) .root.Values.operators.console) | squote }}
PORTARIA_CONSOLE_ROOT: /usr/share/portaria
PORTARIA_DOCS: {{ ternary "on" "off" (and $isForMerchants .root.Values.nginx.docs) | squote }}
PORTARIA_DOCS_ROOT: /usr/share/portaria
PORTARIA_DOCS_URL: {{ get .root.Values.settings "PORTARIA_DOCS_URL" | default "" | squote }}
# Not `auto`: NGINX would count the cores of the node.
PORTARIA_NGINX_WORKERS: '2'
PORTARIA_NGINX_CONNECTIONS: '16384'
PORTARIA_API_BODY_MAX: 1m
PORTARIA_API_TIMEOUT: 30s
PORTARIA_API_RATE: 200r/s
PORTARIA_API_BURST: '400'
PORTARIA_API_CONCURRENCY: '200'
PORTARIA_RATE_LIMIT: 'on'
PORTARIA_RATE_PER_ADDRESS: 50r/s
PORTARIA_BURST_PER_ADDRESS: '200'
PORTARIA_RATE_PER_CERTIFICATE: 20r/s
PORTARIA_BURST_PER_CERTIFICATE: '100'
PORTARIA_RATE_AUTH_ATTEMPTS: 5r/s
PORTARIA_BURST_AUTH_ATTEMPTS: '20'
PORTARIA_CONNECTIONS_PER_ADDRESS: '200'
{{- end -}}

{{- /* Takes root and component. */}}
{{- define "portaria.nginxEnvironment" -}}
- { name: NGINX_ENVSUBST_OUTPUT_DIR, value: /run/portaria/conf }
# Only ours: a variable that happens to be called "uri" would empty every $uri in the templates.
- { name: NGINX_ENVSUBST_FILTER, value: ^PORTARIA_ }
{{- $defaults := include "portaria.nginxVariables" . | fromYaml }}
{{- range $name, $value := merge (dict) (get .root.Values .component).variables $defaults }}
- name: {{ $name }}
  value: {{ $value | quote }}
{{- end }}
{{- end -}}

{{- /* The listeners of an NGINX: "name port" in each line. Takes root and component. */}}
{{- define "portaria.listeners" -}}
{{- if eq .component "operators" }}
admin 9443
{{- else }}
tls 8443
{{- if .root.Values.nginx.headerListener }}
header 8444
{{- end }}
{{- end }}
{{- end -}}

{{- /* The files with proxy secrets that an NGINX may read. Takes root and component. */}}
{{- define "portaria.listenerFiles" -}}
{{- if eq .component "operators" }}
- listener-admin.conf
{{- else }}
- listener-tls.conf
- listener-gateway.conf
{{- if .root.Values.twoRoles }}
- listener-self-service.conf
{{- end }}
{{- if .root.Values.nginx.headerListener }}
- listener-header.conf
{{- end }}
{{- end }}
{{- end -}}

{{- /* Whether an NGINX serves the console or the documentation, which are in the image of the application. */}}
{{- define "portaria.servesPages" -}}
{{- if eq .component "operators" }}{{ .root.Values.operators.console }}{{ else }}{{ .root.Values.nginx.docs }}{{ end -}}
{{- end -}}

{{- /* Takes root and component. */}}
{{- define "portaria.nginxVolumes" -}}
{{- $secrets := .root.Values.secrets -}}
{{- $isForOperators := eq .component "operators" -}}
- name: tmp
  emptyDir: { medium: Memory, sizeLimit: 16Mi }
- name: conf
  emptyDir: { medium: Memory, sizeLimit: 16Mi }
- name: run
  emptyDir: { medium: Memory, sizeLimit: 16Mi }
- name: templates
  configMap:
    name: {{ include "portaria.fullname" .root }}-nginx-templates
    items:
      {{- range $path, $_ := .root.Files.Glob "files/nginx/**.template" }}
      {{- $name := trimPrefix "files/nginx/" $path }}
      - { key: {{ replace "/" "--" $name }}, path: templates/{{ $name }} }
      {{- end }}
- name: listeners
  projected:
    # 0440: the group of the pod.
    defaultMode: 288
    sources:
      {{- $secret := ternary $secrets.operators $secrets.nginx $isForOperators }}
      {{- include "portaria.projected" (dict "secret" $secret "keys" (include "portaria.listenerFiles" . | fromYamlArray)) | nindent 6 }}
- name: server
  secret:
    secretName: {{ ternary ($secrets.operatorsServerCertificate | default $secrets.serverCertificate) $secrets.serverCertificate $isForOperators }}
    defaultMode: 288
    items: [{ key: tls.crt, path: tls.crt }, { key: tls.key, path: tls.key }]
- name: client-ca
  configMap:
    name: {{ .root.Values.clientCaConfigMap }}
    items: [{ key: client-ca.pem, path: client-ca.pem }]
{{- if and .root.Values.routesConfigMap (not $isForOperators) }}
- name: routes
  configMap: { name: {{ .root.Values.routesConfigMap }} }
{{- end }}
{{- if eq (include "portaria.servesPages" .) "true" }}
- name: pages
  emptyDir: { sizeLimit: 128Mi }
{{- end }}
{{- end -}}

{{- /* Takes root and component. */}}
{{- define "portaria.nginxMounts" -}}
- { name: tmp, mountPath: /tmp }
- { name: conf, mountPath: /run/portaria/conf }
- { name: run, mountPath: /run/portaria/nginx }
# A sub-folder of the volume: it has the files alone, and not the links that Kubernetes puts beside them, which envsubst
# would follow.
- { name: templates, mountPath: /etc/nginx/templates, subPath: templates, readOnly: true }
- { name: listeners, mountPath: /etc/portaria/listeners, readOnly: true }
- { name: server, mountPath: /etc/portaria/server, readOnly: true }
- { name: client-ca, mountPath: /etc/portaria/client-ca, readOnly: true }
{{- if and .root.Values.routesConfigMap (eq .component "nginx") }}
- { name: routes, mountPath: /etc/portaria/routes, readOnly: true }
{{- end }}
{{- if eq (include "portaria.servesPages" .) "true" }}
- { name: pages, mountPath: /usr/share/portaria, readOnly: true }
{{- end }}
{{- end -}}
