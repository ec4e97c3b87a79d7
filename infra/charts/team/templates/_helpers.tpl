{{- define "team.labels" -}}
app.kubernetes.io/name: team
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/part-of: nearside
app.kubernetes.io/managed-by: {{ .Release.Service }}
nearside.example/team: {{ .Values.team }}
{{- end }}

{{- /* The pods that these policies are for come with other charts. */}}
{{- define "team.anyPod" -}}
kube-score/ignore: networkpolicy-targets-pod
{{- end }}

{{- /* The quota of this environment. */}}
{{- define "team.quota" -}}
{{- $quota := get .Values.quota .Values.environment }}
{{- if not $quota }}
{{- fail (printf "quota.%s: expected the quota of team %s in this environment, found those of: %s" .Values.environment .Values.team (keys .Values.quota | sortAlpha | join ", " | default "none")) }}
{{- end }}
{{- toYaml $quota }}
{{- end }}
