{{- /* The settings that come from the Secret: those of `.of.secrets`, by their keys. */}}
{{- define "secretEnv" -}}
{{- $keys := .of.secretKeys | default dict }}
{{- range .of.secrets }}
- name: {{ . }}
  valueFrom:
    secretKeyRef: { name: {{ $.root.Values.existingSecret | quote }}, key: {{ get $keys . | default . }} }
{{- end }}
{{- end }}

{{- /* The keys of the Secret that pods are given, as JSON; takes the root context. */}}
{{- define "secretKeys" -}}
{{- $keys := list }}
{{- $migration := ternary (list .Values.migration) list .Values.migration.enabled }}
{{- range concat (values .Values.services) $migration }}
{{- $names := .secretKeys | default dict }}
{{- range .secrets }}
{{- $keys = append $keys (get $names . | default .) }}
{{- end }}
{{- end }}
{{- $keys | uniq | sortAlpha | toJson }}
{{- end }}
