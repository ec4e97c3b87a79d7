{{- /* 5432 for the other regions' apps and replicas, and for nobody else. Without other regions there is none. */ -}}
{{- define "database.publicService" -}}
{{- $own := include "database.own" . | fromYaml -}}
- selectorType: rw
  updateStrategy: patch
  serviceTemplate:
    metadata:
      name: {{ include "database.cluster" . }}-public
      labels: {{ include "database.labels" . | nindent 8 }}
    spec:
      type: LoadBalancer
      externalTrafficPolicy: Local
      {{- if $own.outbound }}
      loadBalancerIP: {{ $own.address }}
      {{- end }}
      loadBalancerSourceRanges:
        {{- range .Values.regions }}
        {{- if ne .id $.Values.region }}
        - {{ .outbound | default .address }}/32
        {{- end }}
        {{- end }}
{{- end }}
