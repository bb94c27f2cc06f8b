{{- /* The settings that come from the Secret: those of `.of.secrets`, by their keys. */}}
{{- define "secretEnv" -}}
{{- $keys := .of.secretKeys | default dict }}
{{- range .of.secrets }}
- name: {{ . }}
  valueFrom:
    secretKeyRef: { name: {{ $.root.Values.existingSecret | quote }}, key: {{ get $keys . | default . }} }
{{- end }}
{{- end }}
