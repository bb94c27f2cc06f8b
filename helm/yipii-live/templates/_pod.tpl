{{- /* What all pods of the chart share; each takes the root context unless it says otherwise. */}}

{{- define "podSecurity" -}}
{{- with .Values.imagePullSecrets }}
imagePullSecrets: {{ toJson . }}
{{- end }}
automountServiceAccountToken: false
# Else variables of other Services, e.g. API_PORT of one named `api`, would be taken for settings.
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: 1000
  runAsGroup: 1000
  seccompProfile: { type: RuntimeDefault }
{{- end }}

{{- define "containerSecurity" -}}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: { drop: [ALL] }
{{- end }}

{{- /* Takes a dict of the root context and the name of the app. */}}
{{- define "image" -}}
image: {{ .root.Values.image.repository }}/{{ .name }}:{{ .root.Values.image.tag | default .root.Chart.AppVersion }}
imagePullPolicy: {{ .root.Values.image.pullPolicy }}
{{- end }}

{{- /* Where a pod runs: what the service says, else what is said for all. Takes a dict of the root context and the service. */}}
{{- define "scheduling" -}}
{{- range $field := list "nodeSelector" "tolerations" "affinity" "priorityClassName" }}
{{- with get $.of $field | default (get $.root.Values $field) }}
{{ $field }}: {{ toJson . }}
{{- end }}
{{- end }}
{{- end }}

{{- /* The same, for replicas of a service; takes its name as well. */}}
{{- define "spread" -}}
{{- with .of.topologySpreadConstraints | default .root.Values.topologySpreadConstraints }}
topologySpreadConstraints:
  {{- range . }}
  - {{ merge (deepCopy .) (dict "labelSelector" (dict "matchLabels" (include "selector" $ | fromYaml))) | toJson }}
  {{- end }}
{{- end }}
{{- end }}

{{- /* Empty for the one of the namespace. A hook runs before the chart has created any. */}}
{{- define "serviceAccount" -}}
{{- with .Values.serviceAccount }}
{{- .name | default (.create | ternary $.Release.Name "") }}
{{- end }}
{{- end }}
