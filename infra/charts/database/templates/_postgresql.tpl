{{- define "database.parameters" -}}
{{- $own := dict
  "shared_buffers" (printf "%dMB" (div .Values.resources.memoryMi 4))
  "effective_cache_size" (printf "%dMB" (div (mul .Values.resources.memoryMi 5) 8))
  "maintenance_work_mem" (printf "%dMB" (div .Values.resources.memoryMi 16))
  "max_connections" (toString .Values.postgresql.maxConnections)
  "wal_level" "replica"
  "wal_compression" "lz4"
  "wal_keep_size" (printf "%dMB" (int .Values.postgresql.walKeepMi))
  "max_slot_wal_keep_size" (printf "%dMB" (int .Values.postgresql.slotWalKeepMi))
  "wal_sender_timeout" "60s"
  "wal_receiver_timeout" "60s"
  "hot_standby_feedback" "on"
  "max_standby_streaming_delay" "5s"
  "idle_in_transaction_session_timeout" "60s"
  "track_io_timing" "on"
  "log_lock_waits" "on"
  "log_min_duration_statement" "500ms"
  "pg_stat_statements.track" "top" -}}
{{- range $name, $value := merge (deepCopy .Values.postgresql.parameters) $own }}
{{ $name }}: {{ $value | quote }}
{{- end }}
{{- end }}

{{- /*
  Who may come, and how. The operator puts its own rules before these (streaming_replica by certificate alone) and
  `host all all all scram-sha-256` behind them, which the last rule here keeps from ever being reached. A load balancer
  in front may show other regions as a pod's address: the firewall and loadBalancerSourceRanges are the outer gate.
*/ -}}
{{- define "database.pgHba" -}}
{{- $own := include "database.own" . | fromYaml -}}
- hostnossl all all all reject
{{- range list "nearside_read" "nearside_write" "nearside_owner" }}
- hostssl nearside {{ . }} {{ $own.podCidr }} scram-sha-256
{{- end }}
{{- range .Values.regions }}
{{- if ne .id $.Values.region }}
- hostssl nearside nearside_write {{ .outbound | default .address }}/32 scram-sha-256
{{- end }}
{{- end }}
- host all all all reject
{{- end }}
