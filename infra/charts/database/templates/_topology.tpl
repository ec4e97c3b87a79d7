{{- /*
  Who is the primary and whom this region copies. While `successor` is set the primary alone takes it for the primary
  already, and so is demoted; all others go on copying where they did.
*/ -}}
{{- define "database.topology" -}}
{{- $primary := .Values.primary }}
{{- if and .Values.successor (eq .Values.region .Values.primary) }}{{ $primary = .Values.successor }}{{ end }}
{{- $source := $primary }}
{{- if eq $primary .Values.region }}
  {{- /* A primary copies nobody, but the field is required; alone it can only name itself. */ -}}
  {{- range reverse .Values.regions }}{{ if ne .id $.Values.region }}{{ $source = .id }}{{ end }}{{ end }}
{{- end }}
primary: {{ $primary }}
source: {{ $source }}
isPrimary: {{ eq $primary .Values.region }}
{{- end }}

{{- /* The field of the Cluster. */ -}}
{{- define "database.replica" -}}
{{- $topology := include "database.topology" . | fromYaml -}}
self: {{ include "database.cluster" . }}
primary: pg-{{ $topology.primary }}
source: pg-{{ $topology.source }}
{{- if and $topology.isPrimary .Values.promotion.token }}
promotionToken: {{ .Values.promotion.token | quote }}
{{- end }}
{{- end }}

{{- /*
  How this region's database is made, read when the Cluster is created: who is made anew copies the primary, also the origin.
  The primary's own Cluster, were it lost once it has started, copies itself, and so waits for ever: made from nothing it would
  take writes under the old name, and whether another region is to go on instead (a failover) is for somebody to decide.
*/ -}}
{{- define "database.bootstrap" -}}
{{- $topology := include "database.topology" . | fromYaml -}}
{{- if and (eq .Values.promotion.by "initdb") $topology.isPrimary -}}
initdb:
  database: nearside
  owner: nearside_owner
  secret:
    name: pg-owner
  dataChecksums: true
  encoding: UTF8
  # The same order of text whatever C library an image brings.
  localeProvider: builtin
  builtinLocale: C.UTF-8
  # What the operator would put here by itself: it would be left behind when `initdb` goes, and two ways to be made are refused.
  localeCollate: C
  localeCType: C
  postInitApplicationSQLRefs:
    configMapRefs:
      - name: pg-bootstrap
        key: bootstrap.sql
{{- else -}}
pg_basebackup:
  source: pg-{{ $topology.primary }}
  database: nearside
  owner: nearside_owner
  secret:
    name: pg-owner
{{- end }}
{{- end }}
