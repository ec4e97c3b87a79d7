{{/* The address of a region's primary, of a dict of root and region: its own is next door. */}}
{{- define "region-app.database.host" -}}
{{- if eq .region .root.Values.region -}}
pg-{{ .region }}-rw.database.svc.cluster.local
{{- else -}}
pg-{{ .region }}.{{ .root.Values.domain }}
{{- end }}
{{- end }}

{{/* Of a dict of login, password (the name of a variable) and host. No public authority's word counts for a database. */}}
{{- define "region-app.database.url" -}}
postgres://{{ .login }}:$({{ .password }})@{{ .host }}:5432/nearside?sslmode=verify-full&sslrootcert={{ include "region-app.database.ca.path" . }}/ca.crt
{{- end }}

{{/*
Every region's server: the app itself finds the primary among them. In the order of the regions and not of their roles,
so that moving the primary restarts nothing.
*/}}
{{- define "region-app.database.writeUrls" -}}
{{- $urls := list -}}
{{- range $region := .Values.database.regions -}}
{{- $host := include "region-app.database.host" (dict "root" $ "region" $region) -}}
{{- $urls = append $urls (include "region-app.database.url" (dict "login" "nearside_write" "password" "WRITE_PASSWORD" "host" $host)) -}}
{{- end -}}
{{ join "," $urls }}
{{- end }}

{{/* A variable with one password of the Secret, of a dict of name and key. It has to stand before whoever names it. */}}
{{- define "region-app.database.password" -}}
- name: {{ .name }}
  valueFrom:
    secretKeyRef: { name: nearside-database, key: {{ .key }} }
{{- end }}

{{/* Whom the servers' certificates come from. */}}
{{- define "region-app.database.ca.path" -}}
/etc/nearside/database-ca
{{- end }}

{{- define "region-app.database.ca.mount" -}}
- name: database-ca
  mountPath: {{ include "region-app.database.ca.path" . }}
  readOnly: true
{{- end }}

{{- define "region-app.database.ca.volume" -}}
- name: database-ca
  secret:
    secretName: database-ca
    items:
      - { key: ca.crt, path: ca.crt }
{{- end }}
