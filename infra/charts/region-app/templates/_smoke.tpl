{{/* Names no slot: it asks both Services for the versions that run, so that it stays the same at a flip. */}}
{{- define "region-app.smoke.pod" -}}
{{- $services := list (printf "http://%s" .Release.Name) -}}
{{- $releases := list -}}
{{- range $slot, $release := .Values.slots -}}
{{- if $release.replicas }}{{ $releases = append $releases $release.tag }}{{ end -}}
{{- end -}}
{{- if gt (len $releases) 1 }}{{ $services = append $services (printf "http://%s-preview" .Release.Name) }}{{ end -}}
restartPolicy: Never
serviceAccountName: {{ .Release.Name }}
automountServiceAccountToken: false
enableServiceLinks: false
{{- with include "region-app.pullSecrets" . }}
{{ . }}
{{- end }}
securityContext:
  {{- include "region-app.pod.security" . | nindent 2 }}
containers:
  - name: smoke
    image: {{ include "region-app.image" (dict "root" . "slot" (include "region-app.newestSlot" .)) }}
    imagePullPolicy: IfNotPresent
    args: [infra/charts/region-app/files/smoke.ts]
    env:
      - { name: REGION, value: {{ .Values.region }} }
      - { name: SERVICES, value: {{ join "," $services | quote }} }
      - { name: RELEASES, value: {{ join "," $releases | quote }} }
      - { name: TIMEOUT_MS, value: "30000" }
      - name: SIGNING_KEYS
        valueFrom:
          secretKeyRef: { name: nearside-keys, key: SIGNING_KEYS }
    resources:
      {{- toYaml .Values.jobResources | nindent 6 }}
    securityContext:
      {{- include "region-app.container.security" . | nindent 6 }}
    volumeMounts:
      # Where it stands in the repository, beside the image's own files, so that its imports hold; by its sub-path, since
      # the files of a whole volume are links, and imports begin where a link leads.
      - name: smoke
        mountPath: /app/infra/charts/region-app/files/smoke.ts
        subPath: smoke.ts
        readOnly: true
volumes:
  - name: smoke
    configMap: { name: {{ .Release.Name }}-smoke }
{{- end }}
