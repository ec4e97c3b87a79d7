{{/* What a component's pods are selected by, of a dict of root and component: app, migration or smoke. */}}
{{- define "region-app.selector" -}}
app.kubernetes.io/name: nearside
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{- define "region-app.labels" -}}
{{ include "region-app.selector" . }}
app.kubernetes.io/part-of: nearside
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
{{- end }}

{{/* An image by its digest, of a dict of root and slot; the tag is for people. */}}
{{- define "region-app.image" -}}
{{- $release := get .root.Values.slots .slot -}}
{{ .root.Values.image.repository }}:{{ $release.tag }}@{{ $release.digest }}
{{- end }}

{{/* The slot that clients do not reach. */}}
{{- define "region-app.idleSlot" -}}
{{ ternary "green" "blue" (eq .Values.activeSlot "blue") }}
{{- end }}

{{/*
The slot with the newest version, whichever is active: migrations only ever go forward, and a flip, which makes an older
version the active one or the other way round, must not change what they are.
*/}}
{{- define "region-app.newestSlot" -}}
{{- $blue := .Values.slots.blue.tag -}}
{{- $green := .Values.slots.green.tag -}}
{{- if not $green }}blue
{{- else if not $blue }}green
{{- else }}{{ ternary "green" "blue" (gt ((semver $green).Compare (semver $blue)) 0) }}
{{- end }}
{{- end }}

{{- define "region-app.pod.security" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
seccompProfile: { type: RuntimeDefault }
{{- end }}

{{- define "region-app.container.security" -}}
allowPrivilegeEscalation: false
privileged: false
readOnlyRootFilesystem: true
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
capabilities: { drop: [ALL] }
{{- end }}

{{- define "region-app.pullSecrets" -}}
{{- with .Values.image.pullSecrets -}}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- end }}
