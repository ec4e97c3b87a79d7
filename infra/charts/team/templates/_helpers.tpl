{{- define "team.labels" -}}
app.kubernetes.io/name: team
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/part-of: nearside
app.kubernetes.io/managed-by: {{ .Release.Service }}
nearside.example/team: {{ .Values.team }}
{{- end }}

{{- /* What the team's commits may bring besides pods, and the most that there may be of each. */}}
{{- define "team.kinds" -}}
{{- with .Values.objects }}
- { group: "", kind: ConfigMap, plural: configmaps, most: {{ .configmaps }} }
- { group: "", kind: Service, plural: services, most: {{ .services }} }
- { group: "", kind: ServiceAccount, plural: serviceaccounts, most: {{ .serviceAccounts }} }
- { group: apps, kind: Deployment, plural: deployments, most: {{ .deployments }} }
- { group: apps, kind: ReplicaSet, plural: replicasets, most: {{ .replicaSets }} }
- { group: autoscaling, kind: HorizontalPodAutoscaler, plural: horizontalpodautoscalers, most: {{ .horizontalPodAutoscalers }} }
- { group: batch, kind: CronJob, plural: cronjobs, most: {{ .cronJobs }} }
- { group: batch, kind: Job, plural: jobs, most: {{ .jobs }} }
- { group: policy, kind: PodDisruptionBudget, plural: poddisruptionbudgets, most: {{ .podDisruptionBudgets }} }
{{- if $.Values.ingress }}
{{- /* Traefik obeys routes of every namespace: who may write one may take any path of any host. */}}
- { group: traefik.io, kind: IngressRoute, plural: ingressroutes, most: {{ .ingressRoutes }} }
- { group: traefik.io, kind: Middleware, plural: middlewares, most: {{ .middlewares }} }
{{- end }}
{{- end }}
{{- range .Values.project.kinds }}
- { group: {{ .group | quote }}, kind: {{ .kind }}, plural: {{ .plural }}, most: {{ .most }} }
{{- end }}
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
