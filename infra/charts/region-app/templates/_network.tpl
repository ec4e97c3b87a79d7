{{- define "region-app.network.dns" -}}
- to:
    - namespaceSelector:
        matchLabels: { kubernetes.io/metadata.name: kube-system }
      podSelector:
        matchLabels: { k8s-app: kube-dns }
  ports:
    - { protocol: UDP, port: 53 }
    - { protocol: TCP, port: 53 }
{{- end }}

{{- define "region-app.network.ownDatabase" -}}
- to:
    - namespaceSelector:
        matchLabels: { kubernetes.io/metadata.name: database }
      podSelector:
        matchLabels: { cnpg.io/cluster: pg-{{ .Values.region }} }
  ports:
    - { protocol: TCP, port: 5432 }
{{- end }}

{{/* The port of an http:// or https:// URL. */}}
{{- define "region-app.network.port" -}}
{{- $url := urlParse . -}}
{{ regexFind ":[0-9]+$" $url.host | trimPrefix ":" | default (ternary "443" "80" (eq $url.scheme "https")) }}
{{- end }}
