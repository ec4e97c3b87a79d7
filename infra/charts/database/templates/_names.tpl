{{- define "database.cluster" -}}pg-{{ .Values.region }}{{- end }}

{{- define "database.labels" -}}
app.kubernetes.io/name: database
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/part-of: nearside
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "database.image" -}}
{{ .repository }}:{{ .tag }}{{ with .digest }}@{{ . }}{{ end }}
{{- end }}

{{- /* Where in the bucket a region's backups are: an archive is never written by two lives of a database. */ -}}
{{- define "database.archive" -}}pg-{{ .id }}-{{ .incarnation | default 1 }}{{- end }}

{{- /* This region's row of the table. */ -}}
{{- define "database.own" -}}
{{- range .Values.regions }}{{ if eq .id $.Values.region }}{{ toYaml . }}{{ end }}{{ end }}
{{- end }}

{{- define "database.podSecurity" -}}
runAsNonRoot: true
fsGroup: 65532
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "database.containerSecurity" -}}
runAsUser: 65532
runAsGroup: 65532
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}
