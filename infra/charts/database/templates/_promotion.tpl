{{- /* A primary that nobody has promoted, or by the token of an earlier move, would lose writes or never come up. */ -}}
{{- define "database.promotion" -}}
{{- $p := .Values.promotion }}
{{- if ne $p.region .Values.primary }}
  {{- fail (printf "promotion.region: expected the primary %s, found %q: say how it came to be the primary" .Values.primary $p.region) }}
{{- end }}
{{- if and (has $p.by (list "initdb" "made")) (ne .Values.primary .Values.origin) }}
  {{- fail (printf "promotion.by: expected token (or failover, where the former primary is lost) since %s is not the origin %s, found %q" .Values.primary .Values.origin $p.by) }}
{{- end }}
{{- if and .Values.successor (eq $p.by "initdb") }}
  {{- fail "promotion.by: expected made while successor is set, found \"initdb\": what moves has started" }}
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
