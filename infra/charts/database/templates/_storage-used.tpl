{{- /*
  What share of the volume is used. k3s' local-path tells no volume's statistics and holds nobody to its size, so what
  Postgres itself knows is the measure there; where the kubelet measures, the larger of both counts.
*/ -}}
{{- define "database.storageUsed" -}}
max(((sum by (pod) (cnpg_pg_database_size_bytes{ {{- .servers -}} }) + max by (pod) (cnpg_collector_pg_wal{ {{- .servers }},value="size"})) / {{ mul .Values.storage.sizeGi 1073741824 }}) or label_replace(max by (persistentvolumeclaim) (kubelet_volume_stats_used_bytes{namespace="{{ .namespace }}",persistentvolumeclaim=~"{{ .cluster }}-[0-9]+"} / kubelet_volume_stats_capacity_bytes{namespace="{{ .namespace }}",persistentvolumeclaim=~"{{ .cluster }}-[0-9]+"}), "pod", "$1-volume", "persistentvolumeclaim", "(.*)"))
{{- end }}
