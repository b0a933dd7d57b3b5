{{- /* Egress rules that several network policies share. */}}

{{- define "portaria.egressToNames" -}}
- to:
    {{- toYaml .Values.networkPolicy.dns | nindent 4 }}
  ports: [{ protocol: UDP, port: 53 }, { protocol: TCP, port: 53 }]
{{- end -}}

{{- define "portaria.egressToDatabase" -}}
- to:
    {{- toYaml .Values.networkPolicy.database.to | nindent 4 }}
  ports: [{ protocol: TCP, port: {{ .Values.networkPolicy.database.port }} }]
{{- end -}}
