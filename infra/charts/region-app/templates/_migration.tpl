{{- define "region-app.migration.pod" -}}
metadata:
  labels:
    {{- include "region-app.labels" (dict "root" . "component" "migration") | nindent 4 }}
spec:
  restartPolicy: Never
  # The namespace's own account: Helm runs this before it makes the app's.
  automountServiceAccountToken: false
  enableServiceLinks: false
  {{- with include "region-app.pullSecrets" . }}
  {{- . | nindent 2 }}
  {{- end }}
  securityContext:
    {{- include "region-app.pod.security" . | nindent 4 }}
  containers:
    - name: migrate
      image: {{ include "region-app.image" (dict "root" . "slot" (include "region-app.newestSlot" .)) }}
      imagePullPolicy: IfNotPresent
      args: [db/migrate.ts]
      env:
        {{- include "region-app.database.password" (dict "name" "OWNER_PASSWORD" "key" "owner-password") | nindent 8 }}
        - name: DATABASE_URL
          {{- $host := include "region-app.database.host" (dict "root" . "region" .Values.region) }}
          value: {{ include "region-app.database.url" (dict "login" "nearside_owner" "password" "OWNER_PASSWORD" "host" $host) | quote }}
      resources:
        {{- toYaml .Values.jobResources | nindent 8 }}
      securityContext:
        {{- include "region-app.container.security" . | nindent 8 }}
      volumeMounts:
        {{- include "region-app.database.ca.mount" . | nindent 8 }}
  volumes:
    {{- include "region-app.database.ca.volume" . | nindent 4 }}
{{- end }}
