{{- /* What the schema can't say. Each error names the key, what was expected and what was found. */ -}}
{{- define "database.guards" -}}
{{- $ids := list }}{{ $hosts := list }}{{ $addresses := list -}}
{{- range .Values.regions }}
  {{- $ids = append $ids .id }}{{ $hosts = append $hosts .host }}{{ $addresses = append $addresses .address }}
{{- end }}
{{- range $key, $list := dict "id" $ids "host" $hosts "address" $addresses }}
  {{- if ne (len $list) (len (uniq $list)) }}
    {{- fail (printf "regions: expected each %s once, found %s" $key (join ", " $list)) }}
  {{- end }}
{{- end }}
{{- range $key := list "region" "primary" }}
  {{- if not (has (get $.Values $key) $ids) }}
    {{- fail (printf "%s: expected one of regions (%s), found %q" $key (join ", " $ids) (get $.Values $key)) }}
  {{- end }}
{{- end }}
{{- with .Values.successor }}
  {{- if or (not (has . $ids)) (eq . $.Values.primary) }}
    {{- fail (printf "successor: expected one of regions (%s) other than the primary %s, found %q" (join ", " $ids) $.Values.primary .) }}
  {{- end }}
{{- end }}
{{- include "database.promotion" . }}
{{- if and .Values.backup.enabled (or (not .Values.backup.bucketPrefix) (not .Values.backup.endpoint)) }}
  {{- fail (printf "backup: expected bucketPrefix and endpoint, found %q and %q" .Values.backup.bucketPrefix .Values.backup.endpoint) }}
{{- end }}
{{- if and .Values.dump.enabled (not .Values.backup.enabled) }}
  {{- fail "dump.enabled: expected false where backup.enabled is false, found true: it has no bucket to go to" }}
{{- end }}
{{- if and .Values.drill.enabled (not .Values.backup.enabled) }}
  {{- fail "drill.enabled: expected false where backup.enabled is false, found true: there is nothing to restore" }}
{{- end }}
{{- if and .Values.drill.enabled (not (has .Values.drill.from $ids)) }}
  {{- fail (printf "drill.from: expected one of regions (%s), found %q" (join ", " $ids) .Values.drill.from) }}
{{- end }}
{{- $volumeMi := mul .Values.storage.sizeGi 1024 }}
{{- if ge (add .Values.postgresql.walKeepMi .Values.postgresql.slotWalKeepMi) (div $volumeMi 2) }}
  {{- fail (printf "postgresql.slotWalKeepMi: expected less than half of storage.sizeGi together with walKeepMi, found %v + %v of %v Mi" .Values.postgresql.slotWalKeepMi .Values.postgresql.walKeepMi $volumeMi) }}
{{- end }}
{{- end }}

{{- /* A primary that nobody has promoted, or by the token of an earlier move, would lose writes or never come up. */ -}}
{{- define "database.promotion" -}}
{{- $p := .Values.promotion }}
{{- if ne $p.region .Values.primary }}
  {{- fail (printf "promotion.region: expected the primary %s, found %q: say how it came to be the primary" .Values.primary $p.region) }}
{{- end }}
{{- if and (eq $p.by "initdb") (ne .Values.primary .Values.origin) }}
  {{- fail (printf "promotion.by: expected token (or failover, where the former primary is lost) since %s is not the origin %s, found \"initdb\"" .Values.primary .Values.origin) }}
{{- end }}
{{- if and .Values.successor $p.token }}
  {{- fail (printf "promotion.token: expected \"\" while successor is set, found %q: the next promotion has a token of its own" $p.token) }}
{{- end }}
{{- if and (ne $p.by "token") $p.token }}
  {{- fail (printf "promotion.token: expected \"\" where promotion.by is %s, found %q" $p.by $p.token) }}
{{- end }}
{{- if and (eq $p.by "token") (not .Values.successor) }}
  {{- if not $p.token }}
    {{- fail "promotion.token: expected .status.demotionToken of the former primary, found \"\": without it this is a failover, which loses writes" }}
  {{- end }}
  {{- $content := $p.token | b64dec | fromJson }}
  {{- range list "latestCheckpointTimelineID" "redoWalFile" "databaseSystemIdentifier" "latestCheckpointREDOLocation" "timeOfLatestCheckpoint" "operatorVersion" }}
    {{- if not (get $content .) }}
      {{- fail (printf "promotion.token: expected .status.demotionToken of the former primary, whole, found one without %s" .) }}
    {{- end }}
  {{- end }}
{{- end }}
{{- end }}
