{{- /* The Secret of a service or of the migration. Takes a dict of the root context and which of them. */}}
{{- define "secretName" -}}
{{- .of.existingSecret | default .root.Values.existingSecret }}
{{- end }}

{{- /* The settings that come from it, by their keys. */}}
{{- define "secretEnv" -}}
{{- $keys := .of.secretKeys | default dict }}
{{- range .of.secrets }}
- name: {{ . }}
  valueFrom:
    secretKeyRef: { name: {{ include "secretName" $ | quote }}, key: {{ get $keys . | default . }} }
{{- end }}
{{- end }}

{{- /* By the name of each Secret the keys that pods are given, as JSON; takes the root context. */}}
{{- define "secretKeys" -}}
{{- $all := dict }}
{{- range concat (values .Values.services) (ternary (list .Values.migration) list .Values.migration.enabled) }}
{{- $secret := include "secretName" (dict "root" $ "of" .) }}
{{- $names := .secretKeys | default dict }}
{{- range .secrets }}
{{- $_ := set $all $secret (append (get $all $secret | default list) (get $names . | default .) | uniq | sortAlpha) }}
{{- end }}
{{- end }}
{{- toJson $all }}
{{- end }}
