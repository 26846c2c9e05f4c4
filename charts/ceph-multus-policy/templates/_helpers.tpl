{{/* Registry, repository and tag, none of which has a default. */}}
{{- define "ceph-multus.image" -}}
{{- $image := .image -}}
{{- range $key := list "registry" "repository" "tag" -}}
{{- if not (get $image $key) -}}{{- fail (printf "%s.%s is not set: name your own registry" $.name $key) -}}{{- end -}}
{{- end -}}
{{ .image.registry }}/{{ .image.repository }}:{{ .image.tag }}
{{- end }}

{{- define "ceph-multus.module" -}}
registry://{{ include "ceph-multus.image" (dict "name" "module" "image" .Values.module) }}
{{- end }}

{{- define "ceph-multus.sync-image" -}}
{{ include "ceph-multus.image" (dict "name" "sync.image" "image" .Values.sync.image) }}
{{- end }}

{{/* The namespaces of Ceph in an expression of CEL. */}}
{{- define "ceph-multus.cel-namespaces" -}}
{{- range $place, $name := .Values.cephNamespaces }}{{ if $place }}, {{ end }}'{{ $name }}'{{ end }}
{{- end }}
