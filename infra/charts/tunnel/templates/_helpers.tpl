{{- define "tunnel.selectorLabels" -}}
app.kubernetes.io/name: cloudflared
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "tunnel.labels" -}}
{{ include "tunnel.selectorLabels" . }}
app.kubernetes.io/version: {{ .Values.image.tag }}
app.kubernetes.io/component: tunnel
app.kubernetes.io/part-of: nearside
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}
