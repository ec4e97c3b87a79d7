{{- /* Every region's database, this one's too: each can become the one that the others copy. */ -}}
{{- define "database.externalClusters" -}}
{{- range .Values.regions }}
- name: pg-{{ .id }}
  connectionParameters:
    host: {{ .host }}
    port: "5432"
    user: streaming_replica
    dbname: postgres
    sslmode: verify-full
    application_name: {{ include "database.cluster" $ }}
    # A dead line over an ocean is noticed in a minute, a slow one is not taken for dead.
    connect_timeout: "10"
    tcp_user_timeout: "60000"
    keepalives_idle: "30"
    keepalives_interval: "10"
    keepalives_count: "3"
  sslKey:
    name: pg-replication
    key: tls.key
  sslCert:
    name: pg-replication
    key: tls.crt
  sslRootCert:
    name: database-ca
    key: ca.crt
  {{- if $.Values.backup.enabled }}
  # Where streaming has fallen too far behind, the log comes from the archive.
  plugin: {{ include "database.archivePlugin" . | nindent 4 }}
  {{- end }}
{{- end }}
{{- end }}

{{- define "database.archivePlugin" -}}
name: barman-cloud.cloudnative-pg.io
parameters:
  barmanObjectName: pg-{{ .id }}
  serverName: {{ include "database.archive" . }}
{{- end }}
