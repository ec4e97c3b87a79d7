{{/* What is no secret and the same for both slots. */}}
{{- define "region-app.config" -}}
REGION: {{ .Values.region }}
PORT: "8080"
LOG_LEVEL: {{ .Values.app.logLevel }}
WRITE_CONNECTIONS: {{ int .Values.app.writeConnections | quote }}
DRAIN_GRACE_MS: {{ int .Values.app.drain.graceMs | quote }}
DRAIN_TIMEOUT_MS: {{ int .Values.app.drain.timeoutMs | quote }}
METRICS_PORT: "9091"
METRICS_HOST: 0.0.0.0
{{- with .Values.traces }}
{{- if .collector }}
OTEL_EXPORTER_OTLP_ENDPOINT: {{ .collector | quote }}
OTEL_TRACES_SAMPLER_ARG: {{ .sampleShare | toString | quote }}
{{- end }}
{{- end }}
{{- end }}

{{/* Half of the most memory that a pod gets, in MiB; the other half holds buffers, code and connections. */}}
{{- define "region-app.heapMiB" -}}
{{- $memory := .Values.resources.limits.memory -}}
{{- $unit := ternary 1024 1 (hasSuffix "Gi" $memory) -}}
{{ div (mul (regexFind "^[0-9]+" $memory | int) $unit) 2 }}
{{- end }}
